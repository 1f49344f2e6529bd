package dev.enforce.sigstore.cosign;

/** Annotations and media types of cosign's own layout. */
public final class WireNames {

    public static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    public static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
    public static final String CHAIN = "dev.sigstore.cosign/chain";
    public static final String BUNDLE = "dev.sigstore.cosign/bundle";
    public static final String RFC3161_TIMESTAMP = "dev.sigstore.cosign/rfc3161timestamp";

    public static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    public static final String DSSE_ENVELOPE = "application/vnd.dsse.envelope.v1+json";

    /** {@code critical.type} of payloads. */
    public static final String PAYLOAD_TYPE = "cosign container image signature";

    private WireNames() {}
}
