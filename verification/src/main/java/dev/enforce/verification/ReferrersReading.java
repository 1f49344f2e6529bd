package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException;
import java.util.List;

/** What a registry said about the manifests that refer to an image. */
sealed interface ReferrersReading {

    /** Nobody asked. */
    record NotWanted() implements ReferrersReading {}

    /** Manifests that may be bundles, sorted. */
    record Listed(List<Referrer> manifests) implements ReferrersReading {
        public Listed {
            manifests = List.copyOf(manifests);
        }
    }

    /** One manifest that refers to the image. */
    record Referrer(Digest digest, String mediaType) {}

    /** The registry did not say. */
    record Unread(RegistryException problem) implements ReferrersReading {}
}
