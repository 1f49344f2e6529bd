package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.cluster.WireNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The made-up node: gives every Pod the state that a kubelet would report once its containers run. */
final class NodeAgent {

    private static final Caller CALLER =
            new Caller("system:node:" + WireNames.NODE_NAME, List.of("system:nodes", "system:authenticated"));
    private static final int ADDRESSES = 254;

    private final Api api;
    private final ObjectDefaults defaults;

    NodeAgent(Api api, ObjectDefaults defaults) {
        this.api = api;
        this.defaults = defaults;
    }

    /** Brings the state of one Pod up to date. */
    void reconcile(ObjectNode pod) {
        Api.Target target = Api.Target.of(
                ResourceTypes.PODS,
                Json.text(pod, "metadata", "namespace"),
                Json.text(pod, "metadata", "name"),
                CALLER);
        if (Api.isMarkedForDeletion(pod)) {
            return;
        }
        if (Json.text(pod, "spec", "nodeName").isEmpty()) {
            api.patch(target, NodeAgent::assigned, new ArrayList<>());
        }
        if (!pod.path("status").equals(desired(pod).path("status"))) {
            Api.Target status = new Api.Target(
                    target.type(), target.version(), target.namespace(), target.name(), "status", CALLER, false);
            api.patch(status, this::desired, new ArrayList<>());
        }
    }

    private static ObjectNode assigned(ObjectNode pod) {
        ObjectNode next = pod.deepCopy();
        next.withObjectProperty("spec").put("nodeName", WireNames.NODE_NAME);
        return next;
    }

    private ObjectNode desired(ObjectNode pod) {
        ObjectNode next = pod.deepCopy();
        ObjectNode status = next.withObjectProperty("status");
        String since = Json.text(status, "startTime").isEmpty() ? defaults.now() : Json.text(status, "startTime");
        boolean done = ofJob(pod);
        status.put("phase", done ? "Succeeded" : "Running").put("startTime", since);
        status.put("hostIP", "127.0.0.1").put("podIP", address(Json.text(pod, "metadata", "uid")));
        ArrayNode conditions = status.putArray("conditions");
        for (String type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
            boolean met = !done || type.equals("PodScheduled") || type.equals("Initialized");
            conditions
                    .addObject()
                    .put("type", type)
                    .put("status", met ? "True" : "False")
                    .put("lastTransitionTime", since);
        }
        states(pod, status, "containers", "containerStatuses", done ? "terminated" : "running", since);
        states(pod, status, "initContainers", "initContainerStatuses", "terminated", since);
        states(pod, status, "ephemeralContainers", "ephemeralContainerStatuses", "running", since);
        return next;
    }

    private static boolean ofJob(ObjectNode pod) {
        return "Job"
                .equals(Json.text(pod.path("metadata").path("ownerReferences").path(0), "kind"));
    }

    private static void states(
            ObjectNode pod, ObjectNode status, String containers, String field, String usual, String since) {
        JsonNode list = pod.path("spec").path(containers);
        if (list.isEmpty()) {
            status.remove(field);
            return;
        }
        ArrayNode states = status.putArray(field);
        for (JsonNode container : list) {
            boolean sidecar = Json.text(container, "restartPolicy").equals("Always");
            String state = sidecar ? "running" : usual;
            boolean running = state.equals("running");
            String uid = Json.text(pod, "metadata", "uid");
            ObjectNode one = states.addObject()
                    .put("name", Json.text(container, "name"))
                    .put("image", Json.text(container, "image"))
                    .put("imageID", imageId(pod, container))
                    .put("containerID", "loopback://" + sha256(uid + "/" + Json.text(container, "name")))
                    .put("restartCount", 0)
                    .put("ready", running || containers.equals("initContainers"))
                    .put("started", running);
            ObjectNode detail = one.putObject("state").putObject(state).put("startedAt", since);
            if (!running) {
                detail.put("exitCode", 0).put("reason", "Completed").put("finishedAt", since);
            }
        }
    }

    private static String imageId(ObjectNode pod, JsonNode container) {
        String annotation = WireNames.IMAGE_ID_PREFIX + Json.text(container, "name");
        String chosen = Json.text(pod, "metadata", "annotations", annotation);
        if (!chosen.isEmpty()) {
            return chosen.equals(WireNames.NO_IMAGE_ID) ? "" : chosen;
        }
        String image = Json.text(container, "image");
        int at = image.indexOf('@');
        String digest = at < 0 ? "sha256:" + sha256(image) : image.substring(at + 1);
        String name = at < 0 ? image : image.substring(0, at);
        int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
        return (tag < 0 ? name : name.substring(0, tag)) + "@" + digest;
    }

    private static String address(String uid) {
        int hash = uid.hashCode();
        return "10." + (hash >>> 16 & 0xff) + "." + (hash >>> 8 & 0xff) + "." + ((hash & 0xff) % ADDRESSES + 1);
    }

    static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks SHA-256", e);
        }
    }
}
