package dev.enforce.agent.admission;

import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryException;

/** What a registry says a tag means. */
sealed interface TagResolution {

    record Resolved(PinnedReference image) implements TagResolution {}

    /** @param why the registry's own error and, in a second line, what to do about it */
    record Unresolved(String why, boolean isTransient) implements TagResolution {}

    /** Asks the registry. */
    static TagResolution of(ImageReference image, RegistryClient registries, Keychain keychain, Deadline deadline) {
        try {
            return new Resolved(registries.withDeadline(deadline).resolve(image, keychain));
        } catch (RegistryException e) {
            String why = "its tag could not be resolved: " + e.getMessage() + "\n" + advice(e.code(), image);
            return new Unresolved(why, e.isTransient());
        }
    }

    private static String advice(RegistryException.Code code, ImageReference image) {
        return switch (code) {
            case NOT_FOUND -> "check the name and the tag of the image";
            case UNAUTHORIZED, FORBIDDEN ->
                "give the Pod credentials for " + image.registry()
                        + ": a Secret of type kubernetes.io/dockerconfigjson, named in imagePullSecrets of the Pod or"
                        + " of its ServiceAccount";
            case RATE_LIMITED, UNAVAILABLE, TIMEOUT, INTERRUPTED ->
                "try again later, or write the image with its digest";
            case TLS -> "give the agent the certificate authority of " + image.registry();
            case DIGEST_MISMATCH, TOO_LARGE, MALFORMED, INSECURE_REDIRECT, REFUSED, UNSUPPORTED ->
                "write the image with its digest, and see to the registry";
        };
    }
}
