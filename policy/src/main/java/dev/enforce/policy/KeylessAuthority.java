package dev.enforce.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trust in certificates of a certificate authority, bound to identities.
 *
 * @param url certificate authority; null when {@code caCert} stands instead
 * @param identities any of them may have signed; empty means every identity of that authority (compatibility)
 * @param caCert PEM of certificates; null when {@code url} stands instead
 * @param trustRootRef name of the TrustRoot; null means the public-good root
 */
public record KeylessAuthority(
        String name,
        @Nullable String url,
        List<CertificateIdentity> identities,
        @Nullable String caCert,
        @Nullable String trustRootRef,
        boolean insecureIgnoreSct,
        AuthorityOptions options)
        implements CompiledAuthority {

    public KeylessAuthority {
        identities = List.copyOf(identities);
    }

    /** Whether the policy names nobody, so that everyone whom the certificate authority certified counts. */
    public boolean acceptsAnyIdentity() {
        return identities.isEmpty();
    }
}
