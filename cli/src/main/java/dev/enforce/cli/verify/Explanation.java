package dev.enforce.cli.verify;

import dev.enforce.model.PinnedReference;
import dev.enforce.verification.Basis;
import dev.enforce.verification.VerifiedEvidence;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why an image passes or not, policy by policy.
 *
 * @param requested the image as it was asked for
 * @param policies all of them, in name order, also those that do not apply
 */
record Explanation(String requested, PinnedReference image, Result result, List<PolicyPart> policies, Basis basis) {

    /** What the policies come to. */
    enum Result {
        PASSED,
        REFUSED,
        UNCOVERED,
        UNDECIDED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What one policy comes to. */
    enum Standing {
        PASSED,
        REFUSED,
        UNDECIDED,
        NOT_APPLICABLE;

        String wireName() {
            return this == NOT_APPLICABLE ? "notApplicable" : name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param globs those of the policy that match the image; when none does, all that it has
     * @param reasons that are no single authority's
     */
    record PolicyPart(
            String name,
            boolean warnOnly,
            Standing standing,
            boolean globMatches,
            List<String> globs,
            List<AuthorityPart> authorities,
            List<String> reasons) {
        PolicyPart {
            globs = List.copyOf(globs);
            authorities = List.copyOf(authorities);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * @param kind {@code key}, {@code keyless}, {@code static} or what a later version knows
     * @param wanted who must have signed, one line each
     * @param conditions what is wanted besides: log, timestamp, predicate types, other places
     * @param reasons why it was not met; empty when it was, and when another authority's success made it not matter
     */
    record AuthorityPart(
            String name,
            String kind,
            boolean met,
            List<String> wanted,
            List<String> conditions,
            List<VerifiedEvidence> signatures,
            Map<String, List<VerifiedEvidence>> attestations,
            List<String> reasons) {
        AuthorityPart {
            wanted = List.copyOf(wanted);
            conditions = List.copyOf(conditions);
            signatures = List.copyOf(signatures);
            attestations = Map.copyOf(attestations);
            reasons = List.copyOf(reasons);
        }
    }

    Explanation {
        policies = List.copyOf(policies);
    }
}
