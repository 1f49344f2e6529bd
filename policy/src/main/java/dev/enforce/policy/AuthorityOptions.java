package dev.enforce.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every kind of authority may carry.
 *
 * @param sources where signatures lie; empty means beside the image
 * @param transparencyLog {@code ctlog}; null when absent
 * @param attestations wanted, all of them; when there are any, plain signatures do not count
 * @param timestampTrustRootRef trust root of the timestamp authority; null when absent
 * @param timestamp whether {@code rfc3161timestamp} stands in the policy at all
 */
public record AuthorityOptions(
        List<SignatureSource> sources,
        @Nullable TransparencyLogUse transparencyLog,
        List<CompiledAttestation> attestations,
        boolean timestamp,
        @Nullable String timestampTrustRootRef,
        SignatureFormat signatureFormat) {

    /** Nothing set. */
    public static final AuthorityOptions NONE =
            new AuthorityOptions(List.of(), null, List.of(), false, null, SignatureFormat.LEGACY);

    public AuthorityOptions {
        sources = List.copyOf(sources);
        attestations = List.copyOf(attestations);
    }
}
