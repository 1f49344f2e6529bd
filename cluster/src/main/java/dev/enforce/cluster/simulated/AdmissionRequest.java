package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A change that the webhooks are asked about. */
record AdmissionRequest(
        Operation operation,
        ResourceType type,
        String version,
        String namespace,
        String name,
        String subresource,
        Caller caller,
        boolean dryRun,
        Optional<ObjectNode> object,
        Optional<ObjectNode> oldObject) {

    enum Operation {
        CREATE("CreateOptions"),
        UPDATE("UpdateOptions"),
        DELETE("DeleteOptions");

        private final String options;

        Operation(String options) {
            this.options = options;
        }
    }

    AdmissionRequest withObject(ObjectNode changed) {
        return new AdmissionRequest(
                operation,
                type,
                version,
                namespace,
                name,
                subresource,
                caller,
                dryRun,
                Optional.of(changed),
                oldObject);
    }

    List<ObjectNode> objects() {
        return Stream.concat(object.stream(), oldObject.stream()).toList();
    }

    /** A whole {@code AdmissionReview} with a fresh uid. */
    ObjectNode review() {
        ObjectNode review = Json.object().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
        ObjectNode request =
                review.putObject("request").put("uid", UUID.randomUUID().toString());
        for (String field : List.of("kind", "requestKind")) {
            request.putObject(field)
                    .put("group", type.group())
                    .put("version", version)
                    .put("kind", type.kind());
        }
        for (String field : List.of("resource", "requestResource")) {
            request.putObject(field)
                    .put("group", type.group())
                    .put("version", version)
                    .put("resource", type.plural());
        }
        if (!subresource.isEmpty()) {
            request.put("subResource", subresource).put("requestSubResource", subresource);
        }
        if (!name.isEmpty()) {
            request.put("name", name);
        }
        if (!namespace.isEmpty()) {
            request.put("namespace", namespace);
        }
        request.put("operation", operation.name());
        request.set("userInfo", caller.userInfo());
        request.set("object", object.map(ObjectNode::deepCopy).orElse(null));
        request.set("oldObject", oldObject.map(ObjectNode::deepCopy).orElse(null));
        request.put("dryRun", dryRun);
        request.putObject("options").put("kind", operation.options).put("apiVersion", "meta.k8s.io/v1");
        return review;
    }
}
