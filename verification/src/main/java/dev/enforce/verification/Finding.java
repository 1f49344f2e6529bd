package dev.enforce.verification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What verifying one piece of evidence against one authority came to. */
sealed interface Finding {

    /**
     * It is what the authority trusts.
     *
     * @param validUntil when that ends although nothing changes; null when it never does
     * @param statement of an attestation, as it was signed; null for a signature
     */
    record Verified(VerifiedEvidence evidence, @Nullable Instant validUntil, byte @Nullable [] statement)
            implements Finding {

        /** A signature. */
        Verified(VerifiedEvidence evidence, @Nullable Instant validUntil) {
            this(evidence, validUntil, null);
        }
    }

    /**
     * It is not.
     *
     * @param text why, as a person reads it
     */
    record Refused(String text) implements Finding {}

    /** It says nothing about what the authority asks for, for instance an attestation where signatures are asked for. */
    record Irrelevant() implements Finding {}
}
