package dev.enforce.policy;

import dev.enforce.policy.ClusterImagePolicySpec.ConfigMapRef;
import dev.enforce.policy.ClusterImagePolicySpec.Policy;
import dev.enforce.policy.ClusterImagePolicySpec.RemotePolicy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules for the shape of a predicate policy; its source text is not looked at. */
final class PredicatePolicyValidation {

    private final Policy policy;
    private final String shown;
    private final String actual;
    private final FieldErrors errors;

    private PredicatePolicyValidation(Policy policy, String shown, String actual, FieldErrors errors) {
        this.policy = policy;
        this.shown = shown;
        this.actual = actual;
        this.errors = errors;
    }

    /** {@code spec.policy}; its texts leave {@code policy} out of the path, as policy-controller's do. */
    static void validateForSpec(@Nullable Policy policy, FieldErrors errors) {
        if (policy != null) {
            new PredicatePolicyValidation(policy, "spec", "spec.policy", errors).validate();
        }
    }

    /** The policy of an attestation, which sees nothing but the statement. */
    static void validateForAttestation(@Nullable Policy policy, String path, FieldErrors errors) {
        if (policy == null) {
            return;
        }
        new PredicatePolicyValidation(policy, path, path, errors).validate();
        onlyInSpec(policy.fetchConfigFile(), path + ".fetchConfigFile", errors);
        onlyInSpec(policy.includeSpec(), path + ".includeSpec", errors);
        onlyInSpec(policy.includeObjectMeta(), path + ".includeObjectMeta", errors);
        onlyInSpec(policy.includeTypeMeta(), path + ".includeTypeMeta", errors);
    }

    private static void onlyInSpec(@Nullable Boolean flag, String path, FieldErrors errors) {
        if (flag != null) {
            errors.disallowed(path);
        }
    }

    private void validate() {
        String type = policy.type();
        if (!type.equals("cue") && !type.equals("rego")) {
            errors.invalidAt(
                    type,
                    shown + ".type",
                    actual + ".type",
                    "only [cue,rego] are supported at the moment",
                    "Write cue or rego.");
        }
        sources();
        if (policy.configMapRef() != null) {
            configMap(policy.configMapRef());
        }
        if (policy.remote() != null) {
            remote(policy.remote());
        }
    }

    private void sources() {
        long given = Stream.of(!policy.data().isEmpty(), policy.configMapRef() != null, policy.remote() != null)
                .filter(Boolean::booleanValue)
                .count();
        String[] ways = {shown + ".configMapRef", shown + ".data", shown + ".remote"};
        if (given == 0) {
            errors.missing(ways);
        } else if (given > 1) {
            errors.both(ways);
        }
    }

    private void configMap(ConfigMapRef reference) {
        if (reference.name().isEmpty()) {
            errors.missing(shown + ".configMapRef.name");
        }
        if (reference.key().isEmpty()) {
            errors.missing(shown + ".configMapRef.key");
        }
    }

    private void remote(RemotePolicy remote) {
        if (!Urls.isHttps(remote.url())) {
            errors.invalidAt(
                    remote.url() == null ? "" : remote.url(),
                    shown + ".remote.url",
                    actual + ".remote.url",
                    "url valid is invalid. host and https scheme are expected",
                    "Write a URL such as https://example.com/policy.cue.");
        }
        if (remote.sha256sum().isEmpty()) {
            errors.missing(shown + ".remote.sha256sum");
        }
    }
}
