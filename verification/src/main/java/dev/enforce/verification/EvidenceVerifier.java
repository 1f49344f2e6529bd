package dev.enforce.verification;

import dev.enforce.model.Digest;

/** Verifies evidence against what one authority trusts. Pure but for the clock; safe for many threads. */
interface EvidenceVerifier {

    /** A signature over the image, from a tag. */
    Finding signature(Evidence.Layer layer, Digest image);

    /** An attestation about the image, from a tag. */
    Finding attestation(Evidence.Layer layer, Digest image);

    /** A bundle, where signatures over the image are asked for. */
    Finding signature(Evidence.Bundle bundle, Digest image);

    /** A bundle, where attestations about the image are asked for. */
    Finding attestation(Evidence.Bundle bundle, Digest image);

    /** A Notary Project signature over the image. */
    default Finding signature(Evidence.Envelope envelope, Digest image) {
        return new Finding.Irrelevant();
    }

    /** The verifier of one authority, or why there is none. */
    sealed interface Setup {

        record Ready(EvidenceVerifier verifier) implements Setup {}

        /** Something that the authority names is missing or cannot be used, so that it cannot be evaluated. */
        record Unusable(String text) implements Setup {}
    }
}
