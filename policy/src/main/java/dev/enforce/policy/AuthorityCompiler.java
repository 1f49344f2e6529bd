package dev.enforce.policy;

import dev.enforce.policy.CertificateIdentity.Exact;
import dev.enforce.policy.CertificateIdentity.RegExp;
import dev.enforce.policy.CertificateIdentity.TextMatch;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Identity;
import dev.enforce.policy.ClusterImagePolicySpec.KeyRef;
import dev.enforce.policy.ClusterImagePolicySpec.Keyless;
import dev.enforce.policy.ClusterImagePolicySpec.Notation;
import dev.enforce.policy.ClusterImagePolicySpec.Source;
import dev.enforce.policy.ClusterImagePolicySpec.Static;
import dev.enforce.policy.ClusterImagePolicySpec.Timestamp;
import dev.enforce.policy.ClusterImagePolicySpec.TransparencyLog;
import dev.enforce.policy.ReferenceResolver.Found;
import dev.enforce.policy.ReferenceResolver.Missing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compiles one valid authority; what a Secret lacks is reported. */
final class AuthorityCompiler {

    private final ReferenceResolver resolver;
    private final FieldErrors errors;
    private final String path;

    AuthorityCompiler(ReferenceResolver resolver, FieldErrors errors, String path) {
        this.resolver = resolver;
        this.errors = errors;
        this.path = path;
    }

    /** The compiled authority, or null after an error has been reported. */
    @Nullable
    CompiledAuthority compile(Authority authority) {
        AuthorityOptions options = options(authority);
        if (authority.key() != null) {
            return key(authority.name(), authority.key(), options);
        }
        if (authority.keyless() != null) {
            return keyless(authority.name(), authority.keyless(), options);
        }
        if (authority.fixed() != null) {
            return fixed(authority.name(), authority.fixed(), options);
        }
        if (authority.notation() != null) {
            return notation(authority.name(), authority.notation(), options);
        }
        throw new IllegalStateException("an authority that passed validation has a kind");
    }

    private @Nullable KeyAuthority key(String name, KeyRef key, AuthorityOptions options) {
        Optional<List<String>> keys = pem(key, path + ".key", "public key", PublicKeys::read);
        SignatureHash hash = SignatureHash.find(key.hashAlgorithm()).orElse(SignatureHash.SHA256);
        return keys.map(found -> new KeyAuthority(name, found, hash, options)).orElse(null);
    }

    private @Nullable KeylessAuthority keyless(String name, Keyless keyless, AuthorityOptions options) {
        String caCert = null;
        if (keyless.caCert() != null) {
            Optional<String> found = pem(
                    keyless.caCert(),
                    path + ".keyless.ca-cert",
                    "certificate",
                    pem -> PublicKeys.certificates(pem).map(_ -> pem));
            if (found.isEmpty()) {
                return null;
            }
            caCert = found.get();
        }
        return new KeylessAuthority(
                name,
                keyless.url(),
                keyless.identities().stream().map(AuthorityCompiler::identity).toList(),
                caCert,
                orNull(keyless.trustRootRef()),
                keyless.insecureIgnoreSct() != null && keyless.insecureIgnoreSct(),
                options);
    }

    private @Nullable CompiledAuthority notation(String name, Notation notation, AuthorityOptions options) {
        if (notation.level().equals(NotationLevel.SKIP)) {
            return new StaticAuthority(name, StaticAuthority.Action.PASS, "", AuthorityOptions.NONE);
        }
        Optional<String> certificates = pem(
                new KeyRef(notation.secretRef(), String.join("\n", notation.certs()), "", ""),
                path + ".notation",
                "certificate",
                pem -> PublicKeys.certificates(pem).map(_ -> pem));
        return certificates
                .map(found -> new NotationAuthority(
                        name,
                        found,
                        notation.trustedIdentities().stream()
                                .map(NotationIdentity::of)
                                .toList(),
                        NotationLevel.find(notation.level()).orElse(NotationLevel.STRICT),
                        options))
                .orElse(null);
    }

    private static StaticAuthority fixed(String name, Static fixed, AuthorityOptions options) {
        StaticAuthority.Action action =
                fixed.action().equals("pass") ? StaticAuthority.Action.PASS : StaticAuthority.Action.FAIL;
        return new StaticAuthority(name, action, fixed.message(), options);
    }

    private static CertificateIdentity identity(Identity identity) {
        return new CertificateIdentity(
                match(identity.issuer(), identity.issuerRegExp()), match(identity.subject(), identity.subjectRegExp()));
    }

    private static TextMatch match(String exact, String regExp) {
        return regExp.isEmpty() ? new Exact(exact) : RegExp.of(regExp);
    }

    private AuthorityOptions options(Authority authority) {
        TransparencyLog ctlog = authority.ctlog();
        Timestamp timestamp = authority.rfc3161timestamp();
        return new AuthorityOptions(
                authority.source().stream().map(AuthorityCompiler::source).toList(),
                ctlog == null ? null : new TransparencyLogUse(orNull(ctlog.url()), orNull(ctlog.trustRootRef())),
                attestations(authority.attestations()),
                timestamp != null,
                timestamp == null ? null : orNull(timestamp.trustRootRef()),
                authority.signatureFormat().equals("bundle") ? SignatureFormat.BUNDLE : SignatureFormat.LEGACY);
    }

    private List<CompiledAttestation> attestations(List<Attestation> wanted) {
        List<CompiledAttestation> compiled = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            Attestation attestation = wanted.get(i);
            PredicateCompiler predicates =
                    new PredicateCompiler(resolver, errors, path + ".attestations[" + i + "].policy");
            compiled.add(CompiledAttestation.of(
                    attestation.name(), attestation.predicateType(), predicates.compile(attestation.policy())));
        }
        return compiled;
    }

    private static SignatureSource source(Source source) {
        return new SignatureSource(orNull(source.oci()), source.tagPrefix(), source.signaturePullSecrets());
    }

    private <T> Optional<T> pem(KeyRef key, String at, String what, Function<String, Optional<T>> reader) {
        if (!key.kms().isEmpty()) {
            return managed(key.kms(), at, what, reader);
        }
        if (key.secretRef() == null) {
            return reader.apply(key.data());
        }
        String name = key.secretRef().name();
        Map<String, byte[]> data = switch (resolver.resolve(new Reference.Secret(name))) {
            case Found found -> found.data();
            case Missing missing -> {
                secretError(name, missing.reason(), at);
                yield null;
            }
        };
        if (data == null) {
            return Optional.empty();
        }
        if (data.size() != 1) {
            String problem =
                    data.isEmpty() ? "contains no data" : "contains multiple data entries, only one is supported";
            secretError(name, problem, at);
            return Optional.empty();
        }
        Optional<T> read = reader.apply(onlyValue(data));
        if (read.isEmpty()) {
            secretError(name, "contains an invalid " + what + ": nothing of the kind in PEM", at);
        }
        return read;
    }

    private <T> Optional<T> managed(String reference, String at, String what, Function<String, Optional<T>> reader) {
        return switch (resolver.resolve(new Reference.ManagedKey(reference))) {
            case Found found
            when found.data().size() == 1 -> {
                Optional<T> read = reader.apply(onlyValue(found.data()));
                if (read.isEmpty()) {
                    managedError(reference, "is no " + what, at);
                }
                yield read;
            }
            case Found _ -> throw new IllegalStateException("a managed key is one");
            case Missing(String reason) -> {
                managedError(reference, reason, at);
                yield Optional.empty();
            }
        };
    }

    private void managedError(String reference, String problem, String at) {
        errors.error("kms key \"" + reference + "\" " + problem, "", "", at + ".kms");
    }

    private void secretError(String name, String problem, String at) {
        errors.error("secret \"" + name + "\" " + problem, "", "", at + ".secretref");
    }

    private static String onlyValue(Map<String, byte[]> data) {
        return new String(data.values().iterator().next(), StandardCharsets.UTF_8);
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
