package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.outcome.Failure;
import java.util.List;

/** Outcome of verifying one Notary Project signature. */
public sealed interface NotationResult {

    /** All that the trust level demands holds. */
    record Verified(NotationFacts facts) implements NotationResult {}

    /** Something that it demands does not; at least one failure. */
    record Rejected(List<Failure> failures) implements NotationResult {
        public Rejected {
            failures = List.copyOf(failures);
            if (failures.isEmpty()) {
                throw new IllegalArgumentException("a rejection has a failure");
            }
        }

        /** The texts of the failures. */
        public String text() {
            return String.join("; ", failures.stream().map(Failure::text).toList());
        }
    }
}
