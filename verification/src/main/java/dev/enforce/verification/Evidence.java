package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.RegistryException;
import java.util.List;

/**
 * Everything at one place that may speak for an image, read but not yet verified.
 *
 * @param signatureProblems why signatures may be missing here
 * @param attestationProblems why attestations may be missing here
 */
record Evidence(
        EvidencePlace place,
        List<Layer> signatures,
        List<Layer> attestations,
        List<Bundle> bundles,
        List<Envelope> envelopes,
        List<RegistryException> signatureProblems,
        List<RegistryException> attestationProblems,
        List<RegistryException> bundleProblems) {

    Evidence {
        signatures = List.copyOf(signatures);
        attestations = List.copyOf(attestations);
        bundles = List.copyOf(bundles);
        envelopes = List.copyOf(envelopes);
        signatureProblems = List.copyOf(signatureProblems);
        attestationProblems = List.copyOf(attestationProblems);
        bundleProblems = List.copyOf(bundleProblems);
    }

    /** One layer under a tag: what was signed, with the signature in the descriptor's annotations. */
    record Layer(Digest manifest, Descriptor descriptor, byte[] content) {}

    /** One bundle that refers to the image. */
    record Bundle(Digest manifest, Digest digest, byte[] content) {}

    /** One Notary Project signature that refers to the image. */
    record Envelope(Digest manifest, Digest digest, String mediaType, byte[] content) {}
}
