package dev.enforce.policy;

import dev.enforce.policy.ClusterImagePolicySpec.KeyRef;
import dev.enforce.policy.ClusterImagePolicySpec.SecretRef;
import java.util.stream.Stream;

/** The rules for {@code key} and {@code ca-cert}. */
final class KeyValidation {

    private final String systemNamespace;
    private final FieldErrors errors;

    KeyValidation(String systemNamespace, FieldErrors errors) {
        this.systemNamespace = systemNamespace;
        this.errors = errors;
    }

    void publicKey(KeyRef key, String path) {
        places(key, path);
        if (!key.data().isEmpty() && PublicKeys.read(key.data()).isEmpty()) {
            errors.invalid(
                    key.data(),
                    path + ".data",
                    "",
                    "Put in a public key as PEM (-----BEGIN PUBLIC KEY-----): ECDSA, RSA or Ed25519.");
        }
    }

    void certificate(KeyRef key, String path) {
        places(key, path);
        if (!key.data().isEmpty() && PublicKeys.certificates(key.data()).isEmpty()) {
            errors.invalid(
                    key.data(),
                    path + ".data",
                    "certificates in PEM are wanted",
                    "Put in the certificate authority's certificates (-----BEGIN CERTIFICATE-----).");
        }
    }

    private void places(KeyRef key, String path) {
        String[] ways = {path + ".data", path + ".kms", path + ".secretref"};
        long given = Stream.of(!key.data().isEmpty(), !key.kms().isEmpty(), key.secretRef() != null)
                .filter(Boolean::booleanValue)
                .count();
        if (given == 0) {
            errors.neither(ways);
        } else if (given > 1) {
            errors.both(ways);
        }
        String hash = key.hashAlgorithm();
        if (!hash.isEmpty() && SignatureHash.find(hash).isEmpty()) {
            errors.invalid(hash, path + ".hashAlgorithm", "", "Write sha224, sha256, sha384 or sha512.");
        }
        if (key.secretRef() != null) {
            secret(key.secretRef(), path);
        }
        if (!key.kms().isEmpty()) {
            kms(key.kms(), path + ".kms");
        }
    }

    void secret(SecretRef secret, String path) {
        String namespace = secret.namespace();
        if (!namespace.isEmpty() && !namespace.equals(systemNamespace)) {
            errors.invalidAt(
                    namespace,
                    path + ".secretref.namespace",
                    path + ".secretRef.namespace",
                    "secretref.namespace is invalid. If set, it should use the same namespace where the"
                            + " policy-controller was deployed",
                    "Leave it out, or write " + systemNamespace + ".");
        }
    }

    private void kms(String reference, String path) {
        KmsReferences.problem(reference)
                .ifPresent(problem -> errors.invalid(
                        reference,
                        path,
                        problem,
                        "Write for instance awskms:///arn:aws:kms:us-east-2:111122223333:alias/name."));
    }
}
