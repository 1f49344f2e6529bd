package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The trust roots that policies may name, and the one that counts when they name none.
 *
 * @param named by the name of the TrustRoot object
 * @param publicGood of the public-good instance of sigstore; null when it is not known
 */
public record TrustedRoots(
        Map<String, TrustRoot> named, @Nullable TrustRoot publicGood) {

    /** No trust root at all: only keys can be trusted. */
    public static final TrustedRoots NONE = new TrustedRoots(Map.of(), null);

    public TrustedRoots {
        named = Map.copyOf(named);
    }

    Optional<TrustRoot> find(String name) {
        return Optional.ofNullable(named.get(name));
    }

    String hash() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(named)
                .forEach((name, root) -> text.append(name)
                        .append('\n')
                        .append(root.contentHash())
                        .append('\n'));
        text.append(publicGood == null ? "" : publicGood.contentHash());
        return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }
}
