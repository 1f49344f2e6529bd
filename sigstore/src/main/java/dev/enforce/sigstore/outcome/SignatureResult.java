package dev.enforce.sigstore.outcome;

import java.util.List;

/** Outcome of verifying one signature, attestation or bundle. */
public sealed interface SignatureResult {

    /** All that was required holds. */
    record Verified(SignatureFacts facts) implements SignatureResult {}

    /** Something required does not hold; at least one failure. */
    record Rejected(List<Failure> failures) implements SignatureResult {
        public Rejected {
            failures = List.copyOf(failures);
            if (failures.isEmpty()) {
                throw new IllegalArgumentException("a rejection has a failure");
            }
        }

        /** The texts of the failures, one after the other. */
        public String text() {
            return String.join(" ", failures.stream().map(Failure::text).toList());
        }
    }

    static SignatureResult rejected(FailureCode code, String text) {
        return new Rejected(List.of(new Failure(code, text)));
    }
}
