package dev.enforce.agent.admission;

import org.jspecify.annotations.Nullable;

/**
 * What is read of {@code AdmissionReview.request}.
 *
 * @param uid to be repeated in the answer
 * @param resource what is written, in the version that the webhook asked for
 * @param subResource empty when the object itself is written
 * @param namespace empty for cluster-scoped resources
 * @param object the new object; null on DELETE
 * @param oldObject the object as it was; null on CREATE
 */
record AdmissionRequest(
        String uid,
        GroupVersionResource resource,
        String kind,
        String subResource,
        String namespace,
        Operation operation,
        @Nullable AdmittedObject object,
        @Nullable AdmittedObject oldObject) {

    /** Group, version and plural name. */
    record GroupVersionResource(String group, String version, String resource) {
        @Override
        public String toString() {
            return (group.isEmpty() ? "" : group + "/") + version + " " + resource;
        }
    }

    /** What happens to the object. */
    enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }
}
