package dev.enforce.verification;

import dev.enforce.model.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a verdict, so that it can be stored and checked again offline.
 *
 * @param policies hash of the policies that apply, with their modes
 * @param trustRoots hash of the trust roots known when it was computed
 * @param evidence digest over all evidence that was looked at; null when the policies needed none
 * @param validUntil when the verdict must be computed again although nothing changed; null when time cannot change it
 */
public record Basis(
        String policies,
        String trustRoots,
        @Nullable Digest evidence,
        @Nullable Instant validUntil) {}
