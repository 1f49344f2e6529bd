package dev.enforce.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Converts objects between served versions. Their fields are the same, so nothing is ever lost, not even an empty
 * {@code ctlog} or {@code rfc3161timestamp}, nor a field that is unknown here.
 */
public final class ClusterImagePolicyConversion {

    private ClusterImagePolicyConversion() {}

    /**
     * A copy of a ClusterImagePolicy or TrustRoot in another version of its group.
     *
     * @param desiredApiVersion group and version
     * @throws IllegalArgumentException if the object or the version is not served here; the message says which
     */
    public static ObjectNode convert(ObjectNode object, String desiredApiVersion) {
        String apiVersion = object.path("apiVersion").asText("");
        String kind = object.path("kind").asText("");
        check(apiVersion, kind);
        check(desiredApiVersion, kind);
        ObjectNode copy = object.deepCopy();
        copy.put("apiVersion", desiredApiVersion);
        return copy;
    }

    private static void check(String apiVersion, String kind) {
        ApiVersion version = ApiVersion.find(apiVersion).orElse(null);
        boolean served = kind.equals(WireNames.CLUSTER_IMAGE_POLICY)
                ? version != null
                : kind.equals(WireNames.TRUST_ROOT) && version == ApiVersion.V1ALPHA1;
        if (!served) {
            throw new IllegalArgumentException("kind \"" + kind + "\" is not served in version \"" + apiVersion + "\"");
        }
    }
}
