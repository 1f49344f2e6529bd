package dev.enforce.policy;

/** Names that stand on the wire and must not change. */
public final class WireNames {

    /** API group of both resources. */
    public static final String GROUP = "policy.sigstore.dev";

    /** Kind of an image policy. */
    public static final String CLUSTER_IMAGE_POLICY = "ClusterImagePolicy";

    /** Kind of a trust root. */
    public static final String TRUST_ROOT = "TrustRoot";

    /** Namespace of policies' Secrets and ConfigMaps unless another is configured. */
    public static final String SYSTEM_NAMESPACE = "cosign-system";

    /** ConfigMap with the compiled policies. */
    public static final String IMAGE_POLICIES_CONFIG_MAP = "config-image-policies";

    /** ConfigMap with the trust roots as protojson. */
    public static final String SIGSTORE_KEYS_CONFIG_MAP = "config-sigstore-keys";

    /** Certificate authority that a keyless authority without {@code url} and {@code ca-cert} means. */
    public static final String PUBLIC_FULCIO = "https://fulcio.sigstore.dev";

    /** Documentation key in ConfigMaps; never a policy. */
    static final String EXAMPLE_KEY = "_example";

    private WireNames() {}
}
