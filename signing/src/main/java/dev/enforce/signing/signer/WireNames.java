package dev.enforce.signing.signer;

/** Media types and annotations of signatures in registries. */
final class WireNames {

    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";
    static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    static final String DSSE_ENVELOPE = "application/vnd.dsse.envelope.v1+json";
    static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    static final String CHAIN = "dev.sigstore.cosign/chain";
    static final String LOG_BUNDLE = "dev.sigstore.cosign/bundle";
    static final String TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";
    static final String PREDICATE_TYPE = "predicateType";

    static final String BUNDLE_CONTENT = "dev.sigstore.bundle.content";
    static final String BUNDLE_PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";
    static final String CREATED = "org.opencontainers.image.created";

    static final String STATEMENT_V01 = "https://in-toto.io/Statement/v0.1";
    static final String STATEMENT_V1 = "https://in-toto.io/Statement/v1";
    static final String SIGN_PREDICATE = "https://sigstore.dev/cosign/sign/v1";

    private WireNames() {}
}
