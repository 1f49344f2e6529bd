package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** What an API server writes into an object that its author left out: metadata, and the defaults of Pods and owners. */
final class ObjectDefaults {

    private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    ObjectDefaults(InstantSource clock) {
        this.clock = clock;
    }

    String now() {
        Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return second.toString();
    }

    String randomSuffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
        }
        return suffix.toString();
    }

    /** Completes a new object, before the webhooks see it. */
    void complete(ResourceType type, String namespace, ObjectNode object) {
        ObjectNode metadata = Json.metadata(object);
        if (Json.text(metadata, "name").isEmpty()
                && !Json.text(metadata, "generateName").isEmpty()) {
            metadata.put("name", Json.text(metadata, "generateName") + randomSuffix());
        }
        if (type.namespaced()) {
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now());
        metadata.remove(List.of("resourceVersion", "deletionTimestamp", "selfLink", "managedFields"));
        if (object.has("spec")) {
            metadata.put("generation", 1);
        }
        if (type.equals(ResourceTypes.NAMESPACES)) {
            metadata.withObjectProperty("labels").put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
            object.withObjectProperty("spec").putArray("finalizers").add("kubernetes");
            object.putObject("status").put("phase", "Active");
        } else if (type.hasStatus() && !type.equals(ResourceTypes.NODES)) {
            object.remove("status");
        }
        if (type.equals(ResourceTypes.PODS)) {
            object.putObject("status").put("phase", "Pending").put("qosClass", "BestEffort");
        }
        completeSpec(type, object);
    }

    /** Completes what may be incomplete again after a change. */
    void completeSpec(ResourceType type, ObjectNode object) {
        JsonNode spec = object.path("spec");
        if (type.equals(ResourceTypes.PODS) && spec instanceof ObjectNode pod) {
            setIfAbsent(pod, "serviceAccountName", "default");
            pod.put("serviceAccount", Json.text(pod, "serviceAccountName"));
            setIfAbsent(pod, "enableServiceLinks", true);
            completePod(pod);
        } else if (spec.path("template").path("spec") instanceof ObjectNode template) {
            completePod(template);
            if (List.of("Deployment", "ReplicaSet", "StatefulSet").contains(type.kind())) {
                setIfAbsent((ObjectNode) spec, "replicas", 1);
            }
        } else if (spec.path("jobTemplate").path("spec").path("template").path("spec") instanceof ObjectNode template) {
            completePod(template);
        }
    }

    private static void completePod(ObjectNode pod) {
        setIfAbsent(pod, "restartPolicy", "Always");
        setIfAbsent(pod, "terminationGracePeriodSeconds", 30);
        setIfAbsent(pod, "dnsPolicy", "ClusterFirst");
        setIfAbsent(pod, "schedulerName", "default-scheduler");
        pod.withObjectProperty("securityContext");
        for (String containers : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (JsonNode item : pod.path(containers)) {
                if (item instanceof ObjectNode container) {
                    String image = Json.text(container, "image");
                    boolean latest = image.endsWith(":latest")
                            || !image.substring(image.lastIndexOf('/') + 1).contains(":");
                    setIfAbsent(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
                    setIfAbsent(container, "terminationMessagePath", "/dev/termination-log");
                    setIfAbsent(container, "terminationMessagePolicy", "File");
                    container.withObjectProperty("resources");
                }
            }
        }
    }

    private static void setIfAbsent(ObjectNode object, String field, Object value) {
        if (object.path(field).isMissingNode() || object.path(field).isNull()) {
            switch (value) {
                case String text -> object.put(field, text);
                case Integer number -> object.put(field, number);
                case Boolean flag -> object.put(field, flag);
                default -> throw new IllegalArgumentException("no default of this type: " + value);
            }
        }
    }

    /** Refuses what an API server refuses of every object, and Pods without containers or images. */
    static void validate(ResourceType type, ObjectNode object) {
        String name = Json.text(object, "metadata", "name");
        if (name.isEmpty()) {
            throw ApiError.invalid(type, "", "metadata.name: Required value: name or generateName is required");
        }
        for (JsonNode webhook : object.path("webhooks")) {
            if (!webhook.path("matchConditions").isEmpty()) {
                throw ApiError.invalid(
                        type, name, "webhooks.matchConditions: not supported by the simulated API server");
            }
        }
        JsonNode spec = type.equals(ResourceTypes.PODS)
                ? object.path("spec")
                : object.path("spec").path("template").path("spec");
        boolean hasPod = type.equals(ResourceTypes.PODS) || object.path("spec").has("template");
        if (hasPod && !type.plural().equals("podtemplates")) {
            String path = type.equals(ResourceTypes.PODS) ? "spec" : "spec.template.spec";
            if (!(spec.path("containers") instanceof ArrayNode containers) || containers.isEmpty()) {
                throw ApiError.invalid(type, name, path + ".containers: Required value");
            }
            for (int i = 0; i < containers.size(); i++) {
                if (Json.text(containers.get(i), "image").isEmpty()) {
                    throw ApiError.invalid(type, name, path + ".containers[" + i + "].image: Required value");
                }
            }
        }
    }
}
