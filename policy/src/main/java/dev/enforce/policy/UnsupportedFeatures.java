package dev.enforce.policy;

import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.KeyRef;
import dev.enforce.policy.ClusterImagePolicySpec.Policy;
import dev.enforce.policy.PolicyDiagnostic.Level;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names what a policy asks for and nobody here can evaluate yet, so that it is refused and not passed over. */
final class UnsupportedFeatures {

    private final FieldErrors errors;
    private final Level forKms;

    private final Set<String> languages;

    private UnsupportedFeatures(FieldErrors errors, Level forKms, Set<String> languages) {
        this.errors = errors;
        this.forKms = forKms;
        this.languages = languages;
    }

    /**
     * Reports predicate policies of languages that may not judge as errors, and {@code ca-cert.kms}, which is a key and no
     * certificate, with this level: such a policy may be stored, but it cannot be compiled.
     */
    static void report(ClusterImagePolicySpec spec, Level forKms, Set<String> languages, FieldErrors errors) {
        UnsupportedFeatures features = new UnsupportedFeatures(errors, forKms, languages);
        features.predicate(spec.policy(), "spec.policy");
        for (int i = 0; i < spec.authorities().size(); i++) {
            features.authority(spec.authorities().get(i), "spec.authorities[" + i + "]");
        }
    }

    private void authority(Authority authority, String path) {
        kms(authority.keyless() == null ? null : authority.keyless().caCert(), path + ".keyless.ca-cert.kms");
        List<Attestation> attestations = authority.attestations();
        for (int i = 0; i < attestations.size(); i++) {
            predicate(attestations.get(i).policy(), path + ".attestations[" + i + "].policy");
        }
    }

    private void predicate(@Nullable Policy policy, String path) {
        if (policy != null && !policy.type().isEmpty() && !languages.contains(policy.type())) {
            report(
                    Level.ERROR,
                    "not supported yet: " + policy.type() + " policy",
                    "Remove the policy block: signatures and predicate types are checked without it.",
                    path);
        }
    }

    private void kms(@Nullable KeyRef key, String path) {
        if (key != null && !key.kms().isEmpty()) {
            report(
                    forKms,
                    "not supported: certificates of a key-management service",
                    "Put the certificates into data or into a Secret: until then the policy cannot be in force.",
                    path);
        }
    }

    private void report(Level level, String message, String mend, String path) {
        errors.addAt(level, message, "", mend, List.of(path), path);
    }
}
