package dev.enforce.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TrustRoot object as decoded; base64 fields are kept as written until validation reads them. */
public record TrustRootResource(ObjectMetadata metadata, Spec spec) {

    /** {@code spec}: exactly one of the three is wanted. */
    public record Spec(
            @Nullable Remote remote,
            @Nullable Repository repository,
            @Nullable SigstoreKeys sigstoreKeys) {}

    /** A TUF repository that is read over the network. */
    public record Remote(String root, String mirror, String targets, String trustedRootTarget) {}

    /** A TUF repository carried along: {@code mirrorFS} is a base64 tar.gz. */
    public record Repository(String root, String mirrorFs, String targets, String trustedRootTarget) {}

    /** Keys and certificates brought along. */
    public record SigstoreKeys(
            List<CertificateAuthority> certificateAuthorities,
            List<TransparencyLogInstance> tLogs,
            List<TransparencyLogInstance> ctLogs,
            List<CertificateAuthority> timestampAuthorities) {

        public SigstoreKeys {
            certificateAuthorities = List.copyOf(certificateAuthorities);
            tLogs = List.copyOf(tLogs);
            ctLogs = List.copyOf(ctLogs);
            timestampAuthorities = List.copyOf(timestampAuthorities);
        }
    }

    /** {@code certChain} is base64 of PEM, root last. */
    public record CertificateAuthority(
            String organization,
            String commonName,
            String uri,
            String certChain,
            @Nullable Validity validFor) {}

    /** {@code publicKey} is base64 of PEM. */
    public record TransparencyLogInstance(
            String baseUrl,
            String hashAlgorithm,
            String publicKey,
            @Nullable Validity validFor) {}

    /** When a key or authority may be used; RFC 3339 texts, an empty one is open. Our extension. */
    public record Validity(String start, String end) {}
}
