package dev.enforce.agent.policies;

import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.sigstore.trust.PublicGoodTrustRoot;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.verification.TrustedRoots;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trust roots in force, read once each and kept, since they remember what they have checked. The public-good root is
 * read when the first policy may need it. Used by one thread.
 */
final class TrustedRootReading {

    private static final Logger LOG = LoggerFactory.getLogger(TrustedRootReading.class);

    private Map<String, TrustRoot> byJson = new HashMap<>();
    private @Nullable TrustRoot publicGood;

    /** @param refreshed the public-good root as TUF gave it; empty for the one that this release carries */
    TrustedRoots read(List<CompiledPolicy> policies, List<TrustRootState> states, String refreshed) {
        Map<String, TrustRoot> named = new HashMap<>();
        Map<String, TrustRoot> read = new HashMap<>();
        for (TrustRootState state : states) {
            String json = state.json();
            TrustRoot root = json == null ? null : root(state.name(), json);
            if (json != null && root != null) {
                named.put(state.name(), root);
                read.put(json, root);
            }
        }
        if (!refreshed.isEmpty()) {
            TrustRoot root = root("public good", refreshed);
            if (root != null) {
                read.put(refreshed, root);
                publicGood = root;
            }
        }
        byJson = read;
        if (publicGood == null && policies.stream().anyMatch(TrustedRootReading::mayNeedPublicGood)) {
            publicGood = PublicGoodTrustRoot.load();
        }
        return new TrustedRoots(named, publicGood);
    }

    /** Nothing for a form that cannot be read: then every policy that names it is undecided, and says so. */
    private @Nullable TrustRoot root(String name, String json) {
        TrustRoot known = byJson.get(json);
        if (known != null) {
            return known;
        }
        return switch (TrustRoot.parse(json.getBytes(StandardCharsets.UTF_8))) {
            case TrustRoot.Read(TrustRoot root) -> root;
            case TrustRoot.Unreadable(List<String> problems) -> {
                LOG.warn("trust root {} cannot be read: {}", name, String.join("; ", problems));
                yield null;
            }
        };
    }

    private static boolean mayNeedPublicGood(CompiledPolicy policy) {
        for (CompiledAuthority authority : policy.authorities()) {
            AuthorityOptions options = authority.options();
            if (authority instanceof KeylessAuthority || options.transparencyLog() != null || options.timestamp()) {
                return true;
            }
        }
        return false;
    }
}
