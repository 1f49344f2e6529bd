package dev.enforce.sigstore.notation;

/** Names that the Notary Project's specification fixes. */
public final class WireNames {

    /** Artifact type of a signature manifest, and media type of its config before OCI 1.1. */
    public static final String ARTIFACT_TYPE = "application/vnd.cncf.notary.signature";

    /** Media type of a layer with a JWS envelope. */
    public static final String JWS = "application/jose+json";

    /** Media type of a layer with a COSE envelope. */
    public static final String COSE = "application/cose";

    static final String PAYLOAD = "application/vnd.cncf.notary.payload.v1+json";
    static final String PREFIX = "io.cncf.notary.";
    static final String SIGNING_SCHEME = PREFIX + "signingScheme";
    static final String SIGNING_TIME = PREFIX + "signingTime";
    static final String AUTHENTIC_SIGNING_TIME = PREFIX + "authenticSigningTime";
    static final String EXPIRY = PREFIX + "expiry";
    static final String PLUGIN = PREFIX + "verificationPlugin";
    static final String PLUGIN_VERSION = PREFIX + "verificationPluginMinVersion";
    static final String SIGNING_AGENT = PREFIX + "signingAgent";
    static final String TIMESTAMP = PREFIX + "timestampSignature";

    private WireNames() {}
}
