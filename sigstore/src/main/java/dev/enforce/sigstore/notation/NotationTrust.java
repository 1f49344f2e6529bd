package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.trust.TrustRoot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signature must have.
 *
 * @param certificates the trust store: one of them must stand in the chain of the signature
 * @param identities any of them must be the signer
 * @param timestampRoot its timestamp authorities; when given, a signature of {@link SigningScheme#X509} must have a
 *     countersignature of one of them, else its certificates must be valid now
 */
public record NotationTrust(
        List<Certificate> certificates,
        List<TrustedIdentity> identities,
        TrustLevel level,
        @Nullable TrustRoot timestampRoot) {

    public NotationTrust {
        certificates = List.copyOf(certificates);
        identities = List.copyOf(identities);
    }
}
