package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the workload controllers do: a Deployment has a ReplicaSet for its present template, a ReplicaSet, StatefulSet,
 * DaemonSet or Job has its Pods. There are no rollouts in steps: an old ReplicaSet goes to zero at once.
 */
final class Workloads {

    private static final List<ResourceType> WITH_PODS = List.of(
            ResourceTypes.REPLICA_SETS, ResourceTypes.STATEFUL_SETS, ResourceTypes.DAEMON_SETS, ResourceTypes.JOBS);
    private static final int HASH_LENGTH = 10;

    private final Api api;
    private final ObjectStore store;
    private final ObjectDefaults defaults;

    Workloads(Api api, ObjectStore store, ObjectDefaults defaults) {
        this.api = api;
        this.store = store;
        this.defaults = defaults;
    }

    static Optional<ResourceType> typeOf(ObjectKey key) {
        if (key.isOf(ResourceTypes.DEPLOYMENTS)) {
            return Optional.of(ResourceTypes.DEPLOYMENTS);
        }
        return WITH_PODS.stream().filter(key::isOf).findFirst();
    }

    /** The controller of the cluster that acts for this type. */
    private static Caller caller(ResourceType type) {
        return Caller.serviceAccount("kube-system", type.kind().toLowerCase(Locale.ROOT) + "-controller");
    }

    /**
     * Makes of one workload what it should be.
     *
     * @throws ApiError when Pods could not be created, after an Event has been written that says why
     */
    void reconcile(ResourceType type, ObjectNode owner) {
        if (Api.isMarkedForDeletion(owner)) {
            return;
        }
        if (type.equals(ResourceTypes.DEPLOYMENTS)) {
            reconcileDeployment(owner);
        } else {
            reconcilePods(type, owner);
        }
    }

    private void reconcileDeployment(ObjectNode deployment) {
        String template = deployment.path("spec").path("template").toString();
        String hash = NodeAgent.sha256(template).substring(0, HASH_LENGTH);
        String name = Json.text(deployment, "metadata", "name") + "-" + hash;
        int replicas = deployment.path("spec").path("replicas").asInt(1);
        boolean found = false;
        int ready = 0;
        for (ObjectNode set : children(ResourceTypes.REPLICA_SETS, deployment)) {
            boolean current = Json.text(set, "metadata", "name").equals(name);
            found |= current;
            ready += set.path("status").path("readyReplicas").asInt(0);
            scale(set, current ? replicas : 0);
        }
        if (!found) {
            ObjectNode set = child(ResourceTypes.DEPLOYMENTS, deployment, "apps/v1", "ReplicaSet", name);
            ObjectNode spec = set.putObject("spec").put("replicas", replicas);
            spec.set("selector", deployment.path("spec").path("selector").deepCopy());
            spec.set("template", deployment.path("spec").path("template").deepCopy());
            label(set, hash);
            label((ObjectNode) spec.path("template"), hash);
            spec.withObjectProperty("selector")
                    .withObjectProperty("matchLabels")
                    .put("pod-template-hash", hash);
            create(ResourceTypes.DEPLOYMENTS, deployment, ResourceTypes.REPLICA_SETS, set);
        }
        report(ResourceTypes.DEPLOYMENTS, deployment, replicas, ready);
    }

    private static void label(ObjectNode object, String hash) {
        Json.metadata(object).withObjectProperty("labels").put("pod-template-hash", hash);
    }

    private void scale(ObjectNode set, int replicas) {
        if (set.path("spec").path("replicas").asInt() != replicas) {
            Api.Target target = target(ResourceTypes.REPLICA_SETS, set, caller(ResourceTypes.DEPLOYMENTS));
            api.patch(
                    target,
                    current -> {
                        ObjectNode next = current.deepCopy();
                        next.withObjectProperty("spec").put("replicas", replicas);
                        return next;
                    },
                    new ArrayList<>());
        }
    }

    private void reconcilePods(ResourceType type, ObjectNode owner) {
        int wanted = wanted(type, owner);
        List<ObjectNode> pods = children(ResourceTypes.PODS, owner);
        int ready = (int) pods.stream()
                .filter(pod -> List.of("Running", "Succeeded").contains(Json.text(pod, "status", "phase")))
                .count();
        report(type, owner, wanted, ready);
        for (int i = wanted; i < pods.size(); i++) {
            api.delete(target(ResourceTypes.PODS, pods.get(i), caller(type)), new ArrayList<>());
        }
        for (int i = pods.size(); i < wanted; i++) {
            create(type, owner, ResourceTypes.PODS, pod(type, owner, pods, i));
        }
    }

    private static int wanted(ResourceType type, ObjectNode owner) {
        JsonNode spec = owner.path("spec");
        return switch (type.kind()) {
            case "DaemonSet" -> 1;
            case "Job" ->
                spec.path("suspend").asBoolean() ? 0 : spec.path("completions").asInt(1);
            default -> spec.path("replicas").asInt(1);
        };
    }

    private ObjectNode pod(ResourceType type, ObjectNode owner, List<ObjectNode> present, int number) {
        String ownerName = Json.text(owner, "metadata", "name");
        String name = ownerName + "-" + defaults.randomSuffix();
        if (type.equals(ResourceTypes.STATEFUL_SETS)) {
            int ordinal = 0;
            while (isTaken(present, ownerName + "-" + ordinal) || ordinal < number - present.size()) {
                ordinal++;
            }
            name = ownerName + "-" + ordinal;
        }
        ObjectNode pod = child(type, owner, "v1", "Pod", name);
        JsonNode template = owner.path("spec").path("template");
        for (String field : List.of("labels", "annotations")) {
            if (template.path("metadata").has(field)) {
                Json.metadata(pod)
                        .set(field, template.path("metadata").path(field).deepCopy());
            }
        }
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }

    private static boolean isTaken(List<ObjectNode> pods, String name) {
        return pods.stream().anyMatch(pod -> Json.text(pod, "metadata", "name").equals(name));
    }

    private List<ObjectNode> children(ResourceType type, ObjectNode owner) {
        String uid = Json.text(owner, "metadata", "uid");
        return store.list(type, Json.text(owner, "metadata", "namespace")).objects().stream()
                .filter(object -> uid.equals(Json.text(
                        object.path("metadata").path("ownerReferences").path(0), "uid")))
                .filter(object -> !Api.isMarkedForDeletion(object))
                .toList();
    }

    private static ObjectNode child(
            ResourceType ownerType, ObjectNode owner, String apiVersion, String kind, String name) {
        ObjectNode object = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        ObjectNode metadata =
                Json.metadata(object).put("name", name).put("namespace", Json.text(owner, "metadata", "namespace"));
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", ownerType.apiVersion(ownerType.storageVersion()))
                .put("kind", ownerType.kind())
                .put("name", Json.text(owner, "metadata", "name"))
                .put("uid", Json.text(owner, "metadata", "uid"))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        return object;
    }

    private void create(ResourceType ownerType, ObjectNode owner, ResourceType type, ObjectNode object) {
        Api.Target target = target(type, object, caller(ownerType));
        try {
            api.create(target, object, new ArrayList<>());
        } catch (ApiError e) {
            recordFailure(ownerType, owner, "Error creating: " + e.getMessage());
            throw e;
        }
    }

    private static Api.Target target(ResourceType type, ObjectNode object, Caller caller) {
        return Api.Target.of(
                type, Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"), caller);
    }

    /** One Event for each text, as {@code kubectl describe} shows it; a repetition only raises its count. */
    private void recordFailure(ResourceType type, ObjectNode owner, String message) {
        String namespace = Json.text(owner, "metadata", "namespace");
        String name = Json.text(owner, "metadata", "name") + "."
                + NodeAgent.sha256(message).substring(0, HASH_LENGTH);
        Api.Target target = Api.Target.of(ResourceTypes.EVENTS, namespace, name, caller(type));
        if (store.find(target.key()).isPresent()) {
            api.patch(
                    target,
                    current -> current.deepCopy()
                            .put("count", current.path("count").asInt() + 1)
                            .put("lastTimestamp", defaults.now()),
                    new ArrayList<>());
            return;
        }
        ObjectNode event = Json.object()
                .put("kind", "Event")
                .put("apiVersion", "v1")
                .put("type", "Warning")
                .put("reason", "FailedCreate")
                .put("message", message)
                .put("count", 1)
                .put("firstTimestamp", defaults.now())
                .put("lastTimestamp", defaults.now());
        Json.metadata(event).put("name", name).put("namespace", namespace);
        event.putObject("source").put("component", type.kind().toLowerCase(Locale.ROOT) + "-controller");
        event.putObject("involvedObject")
                .put("kind", type.kind())
                .put("apiVersion", type.apiVersion(type.storageVersion()))
                .put("namespace", namespace)
                .put("name", Json.text(owner, "metadata", "name"))
                .put("uid", Json.text(owner, "metadata", "uid"));
        api.create(target, event, new ArrayList<>());
    }

    private void report(ResourceType type, ObjectNode owner, int wanted, int ready) {
        ObjectNode status = owner.path("status") instanceof ObjectNode present ? present.deepCopy() : Json.object();
        status.put(
                "observedGeneration", owner.path("metadata").path("generation").asLong());
        switch (type.kind()) {
            case "DaemonSet" ->
                status.put("desiredNumberScheduled", wanted)
                        .put("currentNumberScheduled", wanted)
                        .put("numberReady", ready)
                        .put("numberMisscheduled", 0);
            case "Job" -> status.put("succeeded", ready);
            default ->
                status.put("replicas", wanted)
                        .put("readyReplicas", ready)
                        .put("availableReplicas", ready)
                        .put("updatedReplicas", wanted);
        }
        if (!status.equals(owner.path("status"))) {
            Api.Target whole = target(type, owner, caller(type));
            Api.Target target = new Api.Target(
                    type, whole.version(), whole.namespace(), whole.name(), "status", whole.caller(), false);
            api.patch(target, current -> (ObjectNode) current.deepCopy().set("status", status), new ArrayList<>());
        }
    }
}
