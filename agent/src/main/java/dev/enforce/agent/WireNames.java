package dev.enforce.agent;

/** Every name by which the agent is known to a cluster: other programs and people's habits depend on them. */
public final class WireNames {

    /** Where the agent runs; the UID of this namespace identifies the cluster. */
    public static final String AGENT_NAMESPACE = "gulfstream";

    /** Where the configuration, the compiled policies and the Secrets that policies name stand. */
    public static final String SYSTEM_NAMESPACE = "cosign-system";

    /** API group of ClusterImagePolicy and TrustRoot. */
    public static final String POLICY_GROUP = "policy.sigstore.dev";

    /** Opt-in: namespaces whose label has the value {@code true} are enforced. */
    public static final String INCLUDE_LABEL = "policy.sigstore.dev/include";

    /** Opt-out: namespaces whose label has the value {@code true} are left alone. */
    public static final String EXCLUDE_LABEL = "policy.sigstore.dev/exclude";

    /** Period of continuous verification, on the ConfigMap {@link #IMAGE_POLICIES_CONFIG}. */
    public static final String RESYNC_ANNOTATION = "gulfstream.dev/resync";

    /** Name of both image webhook configurations and of the webhooks in them. */
    public static final String ENFORCER_WEBHOOK = "enforcer.chainguard.dev";

    /** Name of the webhook that writes defaults into policies. */
    public static final String POLICY_DEFAULTING_WEBHOOK = "policy-defaulting.webhook.policy.sigstore.dev";

    /** Name of the webhook that refuses invalid policies. */
    public static final String POLICY_VALIDATION_WEBHOOK = "policy-validation.webhook.policy.sigstore.dev";

    /** Options of the cluster: what to do without a matching policy, and more. */
    public static final String OPTIONS_CONFIG = "config-policy-controller";

    /** Compiled policies, one entry each. */
    public static final String IMAGE_POLICIES_CONFIG = "config-image-policies";

    /** Compiled trust roots, one entry each. */
    public static final String TRUST_ROOTS_CONFIG = "config-sigstore-keys";

    /** Log levels. */
    public static final String LOGGING_CONFIG = "config-logging";

    /** Key of {@link #OPTIONS_CONFIG}: {@code allow}, {@code warn} or {@code deny} (anything else denies). */
    public static final String NO_MATCH_POLICY_KEY = "no-match-policy";

    /** Key of {@link #OPTIONS_CONFIG}: whether a policy without authorities is invalid; default true. */
    public static final String FAIL_ON_EMPTY_AUTHORITIES_KEY = "fail-on-empty-authorities";

    /** Tag to digest. */
    public static final String RESOLUTION_PATH = "/admissionwebhooks/cosigned-resolution";

    /** What the upstream policy controller calls {@link #RESOLUTION_PATH}. */
    public static final String RESOLUTION_ALIAS = "/mutations";

    /** Verification of images. */
    public static final String VERIFICATION_PATH = "/admissionwebhooks/cosigned-verification";

    /** What the upstream policy controller calls {@link #VERIFICATION_PATH}. */
    public static final String VERIFICATION_ALIAS = "/validations";

    /** Defaults of policies and trust roots. */
    public static final String POLICY_DEFAULTING_PATH = "/admissionwebhooks/cosigned-policy-defaulting";

    /** What the upstream policy controller calls {@link #POLICY_DEFAULTING_PATH}. */
    public static final String POLICY_DEFAULTING_ALIAS = "/defaulting";

    /** Validation of policies and trust roots. */
    public static final String POLICY_VALIDATION_PATH = "/admissionwebhooks/cosigned-policy-validation";

    /** What the upstream policy controller calls {@link #POLICY_VALIDATION_PATH}. */
    public static final String POLICY_VALIDATION_ALIAS = "/validating";

    /** Conversion between the versions of ClusterImagePolicy. */
    public static final String POLICY_CONVERSION_PATH = "/admissionwebhooks/cosigned-policy-conversion";

    /** What the upstream policy controller calls {@link #POLICY_CONVERSION_PATH}. */
    public static final String POLICY_CONVERSION_ALIAS = "/resource-conversion";

    /** CloudEvent: what policies say about a running image changed. */
    public static final String VALIDATION_CHANGED_EVENT = "dev.chainguard.policy.validation.changed.v1";

    private WireNames() {}
}
