package dev.enforce.verification;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bounds of verification.
 *
 * @param resync period of continuous verification, read at every use. Evidence of a verdict that passed without a
 *     warning is used without asking the registry for one and a half periods, so that continuous verification, which
 *     asks once a period, comes first
 * @param negativeAge how long any other verdict is used without asking the registry; never longer than one period
 * @param staleWhenUnreachable how long evidence that was verified goes on counting while its registry does not
 *     answer; evidence that was never read never counts
 * @param maxArtifacts most signatures, attestations or bundles of one image that are looked at; more are an error
 * @param maxSignatureBytes largest signed payload or bundle of a signature
 * @param maxAttestationBytes largest attestation
 * @param maxVerdicts verdicts kept
 */
public record VerificationSettings(
        Supplier<Duration> resync,
        Duration negativeAge,
        Duration staleWhenUnreachable,
        int maxArtifacts,
        long maxSignatureBytes,
        long maxAttestationBytes,
        int maxVerdicts) {

    /** As delivered, for this resync period. */
    public static VerificationSettings defaults(Supplier<Duration> resync) {
        return new VerificationSettings(
                resync, Duration.ofSeconds(1), Duration.ofMinutes(10), 100, 1 << 20, 16 << 20, 20_000);
    }

    /** The same with another age of refusals. */
    public VerificationSettings withNegativeAge(Duration age) {
        return new VerificationSettings(
                resync, age, staleWhenUnreachable, maxArtifacts, maxSignatureBytes, maxAttestationBytes, maxVerdicts);
    }

    /** The same with another answer to a registry that is away. */
    public VerificationSettings withStaleWhenUnreachable(Duration age) {
        return new VerificationSettings(
                resync, negativeAge, age, maxArtifacts, maxSignatureBytes, maxAttestationBytes, maxVerdicts);
    }

    long passingAgeNanos() {
        return resync.get().toNanos() / 2 * 3;
    }

    long negativeAgeNanos() {
        return Math.min(negativeAge.toNanos(), resync.get().toNanos());
    }
}
