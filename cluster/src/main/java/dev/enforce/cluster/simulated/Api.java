package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.cluster.simulated.AdmissionRequest.Operation;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The verbs of the API over the store, with defaults, admission and conversion; without HTTP.
 *
 * <p>Webhooks are called without any lock: a change is computed from an object, and stored only if that object is still
 * the one in the store. All methods may be called by many threads.
 */
final class Api {

    private static final int TRIES = 10;
    private static final String NO_PRECONDITION = "";

    /** What is wanted, apart from the object. */
    record Target(
            ResourceType type,
            String version,
            String namespace,
            String name,
            String subresource,
            Caller caller,
            boolean dryRun) {

        static Target of(ResourceType type, String namespace, String name, Caller caller) {
            return new Target(type, type.storageVersion(), namespace, name, "", caller, false);
        }

        Target named(String otherName) {
            return new Target(type, version, namespace, otherName, subresource, caller, dryRun);
        }

        ObjectKey key() {
            return ObjectKey.of(type, namespace, name);
        }
    }

    private final ObjectStore store;
    private final ResourceTypes types;
    private final ObjectDefaults defaults;
    private final AdmissionChain admission;
    private final Conversion conversion;

    Api(
            ObjectStore store,
            ResourceTypes types,
            ObjectDefaults defaults,
            AdmissionChain admission,
            Conversion conversion) {
        this.store = store;
        this.types = types;
        this.defaults = defaults;
        this.admission = admission;
        this.conversion = conversion;
    }

    ObjectNode get(Target target) {
        return conversion.convert(target.type(), stored(target), target.version());
    }

    private ObjectNode stored(Target target) {
        return store.find(target.key()).orElseThrow(() -> ApiError.notFound(target.type(), target.name()));
    }

    ObjectNode create(Target target, ObjectNode object, List<String> warnings) {
        checkKind(target, object);
        requireNamespace(target);
        ObjectNode complete = object.deepCopy();
        defaults.complete(target.type(), target.namespace(), complete);
        String name = Json.text(complete, "metadata", "name");
        ObjectNode admitted = admission.admit(
                request(Operation.CREATE, target.named(name), Optional.of(complete), Optional.empty()),
                completion(target.type()),
                warnings);
        ObjectDefaults.validate(target.type(), admitted);
        ObjectNode toStore =
                conversion.convert(target.type(), admitted, target.type().storageVersion());
        if (target.dryRun()) {
            return admitted;
        }
        if (target.type().equals(ResourceTypes.DEFINITIONS)) {
            define(toStore);
        }
        ObjectNode created = store.create(target.named(name).key(), toStore.deepCopy())
                .orElseThrow(() -> ApiError.alreadyExists(target.type(), name));
        return conversion.convert(target.type(), created, target.version());
    }

    private void checkKind(Target target, ObjectNode object) {
        ResourceType type = target.type();
        String apiVersion = type.apiVersion(target.version());
        if (!object.has("kind")) {
            object.put("kind", type.kind()).put("apiVersion", apiVersion);
        }
        if (!Json.text(object, "kind").equals(type.kind())
                || !Json.text(object, "apiVersion").equals(apiVersion)) {
            throw ApiError.badRequest("the API version in the data (" + Json.text(object, "apiVersion")
                    + ") does not match the expected API version (" + apiVersion + "), kind "
                    + Json.text(object, "kind"));
        }
        String namespace = Json.text(object, "metadata", "namespace");
        if (type.namespaced() && !namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw ApiError.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the" + " request");
        }
    }

    private void requireNamespace(Target target) {
        if (target.type().namespaced()
                && store.find(ObjectKey.of(ResourceTypes.NAMESPACES, "", target.namespace()))
                        .isEmpty()) {
            throw ApiError.notFound(ResourceTypes.NAMESPACES, target.namespace());
        }
    }

    /** Writes what the definition adds beside the object: its kind, and the conditions that clients wait for. */
    private void define(ObjectNode definition) {
        types.define(definition);
        ObjectNode status = definition.putObject("status");
        var conditions = status.putArray("conditions");
        for (String type : List.of("NamesAccepted", "Established")) {
            conditions.addObject().put("type", type).put("status", "True").put("lastTransitionTime", defaults.now());
        }
        status.set("acceptedNames", definition.path("spec").path("names").deepCopy());
    }

    /** Replaces an object, or the part of it that the subresource names. */
    ObjectNode update(Target target, ObjectNode object, List<String> warnings) {
        checkKind(target, object);
        String expected = Json.text(object, "metadata", "resourceVersion");
        return change(target, expected, current -> object, warnings);
    }

    /** Changes an object by a function of what is there now, which may be called several times. */
    ObjectNode patch(Target target, UnaryOperator<ObjectNode> patch, List<String> warnings) {
        return change(target, NO_PRECONDITION, patch, warnings);
    }

    private ObjectNode change(
            Target target, String expectedVersion, UnaryOperator<ObjectNode> function, List<String> warnings) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            ObjectNode stored = stored(target);
            ObjectNode current = conversion.convert(target.type(), stored, target.version());
            ObjectNode wanted = function.apply(current);
            String precondition = expectedVersion.isEmpty() ? changedVersion(current, wanted) : expectedVersion;
            if (!precondition.isEmpty() && !precondition.equals(Json.text(stored, "metadata", "resourceVersion"))) {
                throw ApiError.conflict(target.type(), target.name());
            }
            ObjectNode next = ObjectChange.of(target.type(), target.subresource(), current, wanted);
            defaults.completeSpec(target.type(), next);
            warnings.clear();
            ObjectNode admitted = admission.admit(
                    request(Operation.UPDATE, target, Optional.of(next), Optional.of(current)),
                    completion(target.type()),
                    warnings);
            ObjectDefaults.validate(target.type(), admitted);
            ObjectNode toStore = conversion
                    .convert(target.type(), admitted, target.type().storageVersion())
                    .deepCopy();
            if (target.dryRun() || toStore.equals(stored)) {
                return admitted;
            }
            Optional<ObjectNode> replaced = replace(target, stored, toStore);
            if (replaced.isPresent()) {
                return conversion.convert(target.type(), replaced.get(), target.version());
            }
        }
        throw ApiError.conflict(target.type(), target.name());
    }

    /** A patch may itself name the version that it is meant for. */
    private static String changedVersion(ObjectNode current, ObjectNode wanted) {
        String version = Json.text(wanted, "metadata", "resourceVersion");
        return version.equals(Json.text(current, "metadata", "resourceVersion")) ? NO_PRECONDITION : version;
    }

    private Optional<ObjectNode> replace(Target target, ObjectNode stored, ObjectNode next) {
        boolean finished = next.path("metadata").has("deletionTimestamp")
                && next.path("metadata").path("finalizers").isEmpty();
        if (finished) {
            return store.remove(target.key(), stored) ? Optional.of(next) : Optional.empty();
        }
        if (target.type().equals(ResourceTypes.DEFINITIONS)
                && target.subresource().isEmpty()) {
            define(next);
        }
        return store.replace(target.key(), stored, next);
    }

    /** Deletes an object; one with finalizers is only marked, until they are gone. */
    ObjectNode delete(Target target, List<String> warnings) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            ObjectNode stored = stored(target);
            ObjectNode current = conversion.convert(target.type(), stored, target.version());
            warnings.clear();
            admission.admit(
                    request(Operation.DELETE, target, Optional.empty(), Optional.of(current)),
                    completion(target.type()),
                    warnings);
            if (target.dryRun()) {
                return current;
            }
            if (stored.path("metadata").path("finalizers").isEmpty()) {
                if (store.remove(target.key(), stored)) {
                    if (target.type().equals(ResourceTypes.DEFINITIONS)) {
                        types.remove(stored);
                    }
                    return current;
                }
            } else {
                ObjectNode marked = stored.deepCopy();
                ObjectNode metadata = Json.metadata(marked);
                if (!metadata.has("deletionTimestamp")) {
                    metadata.put("deletionTimestamp", defaults.now()).put("deletionGracePeriodSeconds", 0);
                }
                Optional<ObjectNode> replaced = store.replace(target.key(), stored, marked);
                if (replaced.isPresent()) {
                    return replaced.get();
                }
            }
        }
        throw ApiError.conflict(target.type(), target.name());
    }

    private UnaryOperator<ObjectNode> completion(ResourceType type) {
        return object -> {
            defaults.completeSpec(type, object);
            return object;
        };
    }

    private static AdmissionRequest request(
            Operation operation, Target target, Optional<ObjectNode> object, Optional<ObjectNode> old) {
        return new AdmissionRequest(
                operation,
                target.type(),
                target.version(),
                target.namespace(),
                target.name(),
                target.subresource(),
                target.caller(),
                target.dryRun(),
                object,
                old);
    }

    /** The objects of a list in the version that the target asks for, and the revision of the list. */
    ObjectStore.Snapshot list(Target target) {
        ObjectStore.Snapshot snapshot = store.list(target.type(), target.namespace());
        List<ObjectNode> converted = snapshot.objects().stream()
                .map(object -> conversion.convert(target.type(), object, target.version()))
                .toList();
        return new ObjectStore.Snapshot(converted, snapshot.revision());
    }

    ObjectNode convert(Target target, ObjectNode object) {
        return conversion.convert(target.type(), object, target.version());
    }

    static boolean isMarkedForDeletion(JsonNode object) {
        return object.path("metadata").has("deletionTimestamp");
    }
}
