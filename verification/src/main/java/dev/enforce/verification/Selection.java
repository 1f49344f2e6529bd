package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The policies that apply to an image in a workload, in name order.
 *
 * @param fingerprint over name, mode and content of each
 * @param needsEvidence whether any of them has an authority that looks at the image
 * @param judgesMatches whether any of them has a policy over its matches, so that more evidence may make it worse
 * @param readsPullSecrets whether any of them names Secrets to read its signatures with
 */
record Selection(
        List<CompiledPolicy> policies,
        String fingerprint,
        boolean needsEvidence,
        boolean readsPullSecrets,
        boolean judgesMatches) {

    static Selection of(List<CompiledPolicy> policies) {
        return new Selection(
                List.copyOf(policies),
                fingerprint(policies),
                needsEvidence(policies),
                readsPullSecrets(policies),
                judgesMatches(policies));
    }

    static String fingerprint(List<CompiledPolicy> policies) {
        StringBuilder text = new StringBuilder();
        for (CompiledPolicy policy : policies) {
            text.append(policy.name()).append('\n');
            text.append(policy.mode().wireName()).append('\n');
            text.append(policy.contentHash()).append('\n');
        }
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static boolean needsEvidence(List<CompiledPolicy> policies) {
        for (CompiledPolicy policy : policies) {
            for (CompiledAuthority authority : policy.authorities()) {
                if (authority.needsEvidence()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean judgesMatches(List<CompiledPolicy> policies) {
        return policies.stream().anyMatch(policy -> policy.predicate() != null);
    }

    private static boolean readsPullSecrets(List<CompiledPolicy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.authorities().stream())
                .flatMap(authority -> authority.options().sources().stream())
                .anyMatch(source -> !source.pullSecrets().isEmpty());
    }
}
