package dev.enforce.policy;

import com.google.re2j.PatternSyntaxException;
import dev.enforce.policy.CertificateIdentity.RegExp;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Identity;
import dev.enforce.policy.ClusterImagePolicySpec.Keyless;
import dev.enforce.policy.ClusterImagePolicySpec.Source;
import dev.enforce.policy.ClusterImagePolicySpec.Static;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules for one authority. */
final class AuthorityValidation {

    private final Authority authority;
    private final String path;
    private final KeyValidation keys;
    private final boolean identitiesOptional;
    private final FieldErrors errors;

    private AuthorityValidation(
            Authority authority, String path, KeyValidation keys, boolean identitiesOptional, FieldErrors errors) {
        this.authority = authority;
        this.path = path;
        this.keys = keys;
        this.identitiesOptional = identitiesOptional;
        this.errors = errors;
    }

    static void validate(
            Authority authority, String path, String systemNamespace, boolean identitiesOptional, FieldErrors errors) {
        KeyValidation keys = new KeyValidation(systemNamespace, errors);
        new AuthorityValidation(authority, path, keys, identitiesOptional, errors).validate();
    }

    private void validate() {
        long kinds = Stream.of(
                        authority.key() != null,
                        authority.keyless() != null,
                        authority.fixed() != null,
                        authority.notation() != null)
                .filter(Boolean::booleanValue)
                .count();
        if (kinds == 0) {
            errors.neither(path + ".key", path + ".keyless", path + ".static");
            return;
        }
        if (kinds > 1) {
            errors.both(kinds());
            return;
        }
        if (authority.key() != null) {
            keys.publicKey(authority.key(), path + ".key");
        }
        if (authority.keyless() != null) {
            keyless(authority.keyless(), path + ".keyless");
        }
        if (authority.fixed() != null) {
            fixed(authority.fixed(), path + ".static");
        }
        if (authority.notation() != null) {
            new NotationValidation(authority, path, keys, errors).validate(authority.notation());
        }
        sources();
        for (Attestation attestation : authority.attestations()) {
            attestation(attestation, path + ".attestations");
        }
        transparencyLog();
        signatureFormat();
    }

    /** The kinds that policies of the original API know, and ours if it is used. */
    private String[] kinds() {
        List<String> kinds = new ArrayList<>(List.of(path + ".key", path + ".keyless", path + ".static"));
        if (authority.notation() != null) {
            kinds.add(path + ".notation");
        }
        return kinds.toArray(String[]::new);
    }

    private void fixed(Static fixed, String at) {
        if (fixed.action().isEmpty()) {
            errors.missing(at + ".action");
        } else if (!fixed.action().equals("pass") && !fixed.action().equals("fail")) {
            errors.invalid(fixed.action(), at + ".action", "unsupported action", "Write pass or fail.");
        }
        notBeside(at, !authority.attestations().isEmpty(), "attestations");
        notBeside(at, !authority.source().isEmpty(), "source");
        notBeside(at, authority.ctlog() != null, "ctlog");
        notBeside(at, authority.rfc3161timestamp() != null, "rfc3161timestamp");
    }

    private void notBeside(String at, boolean present, String other) {
        if (present) {
            errors.both(at, path + "." + other);
        }
    }

    private void keyless(Keyless keyless, String at) {
        if (keyless.url() == null && keyless.caCert() == null) {
            errors.neither(at + ".url", at + ".ca-cert");
        }
        if (keyless.url() != null && keyless.caCert() != null) {
            errors.both(at + ".url", at + ".ca-cert");
        }
        Urls.check(keyless.url(), at + ".url", errors);
        if (keyless.caCert() != null) {
            keys.certificate(keyless.caCert(), at + ".ca-cert");
        }
        if (keyless.identities().isEmpty()) {
            noIdentities(at + ".identities");
        }
        for (int i = 0; i < keyless.identities().size(); i++) {
            identity(keyless.identities().get(i), at + ".identities[" + i + "]");
        }
    }

    private void noIdentities(String at) {
        if (identitiesOptional) {
            errors.warning(
                    "missing field(s)",
                    "without identities, a signature of anyone whom the certificate authority certified is enough",
                    "Add identities with issuer and subject.",
                    at);
        } else {
            errors.missing(at);
        }
    }

    private void identity(Identity identity, String at) {
        oneOf(identity.issuer(), identity.issuerRegExp(), at + ".issuer", at + ".issuerRegExp");
        oneOf(identity.subject(), identity.subjectRegExp(), at + ".subject", at + ".subjectRegExp");
        regExp(identity.issuerRegExp(), at + ".issuerRegExp");
        regExp(identity.subjectRegExp(), at + ".subjectRegExp");
    }

    private void oneOf(String exact, String regExp, String exactPath, String regExpPath) {
        if (!exact.isEmpty() && !regExp.isEmpty()) {
            errors.both(exactPath, regExpPath);
        } else if (exact.isEmpty() && regExp.isEmpty()) {
            errors.missing(exactPath, regExpPath);
        }
    }

    private void regExp(String written, String at) {
        if (written.isEmpty()) {
            return;
        }
        try {
            RegExp.of(written);
        } catch (PatternSyntaxException e) {
            errors.invalid(
                    written,
                    at,
                    "regex is invalid: " + e.getMessage(),
                    "The dialect is RE2: no look-around and no back-references.");
            return;
        }
        boolean start = written.startsWith("^") || written.startsWith(".*") || written.startsWith("\\A");
        boolean end = written.endsWith("$") || written.endsWith(".*") || written.endsWith("\\z");
        if (!start || !end) {
            errors.warning(
                    "the regular expression is not anchored",
                    "it also matches any longer text that holds a match",
                    "Put ^ in front and $ behind, unless that is meant.",
                    at);
        }
    }

    private void sources() {
        List<Source> sources = authority.source();
        if (sources.size() > 1) {
            errors.invalid(
                    "source",
                    path + ".source",
                    "only single source is supported",
                    "Keep one source, or write one" + " authority for each.");
            return;
        }
        for (int i = 0; i < sources.size(); i++) {
            source(sources.get(i), path + ".source[" + i + "]");
        }
    }

    private void source(Source source, String at) {
        if (!source.oci().isEmpty()) {
            SourceNames.problem(source.oci())
                    .ifPresent(problem -> errors.invalid(
                            source.oci(), at + ".oci", problem, "Write registry/repository without a tag."));
        }
        for (int i = 0; i < source.signaturePullSecrets().size(); i++) {
            if (source.signaturePullSecrets().get(i).isEmpty()) {
                errors.missing(at + ".signaturePullSecrets[" + i + "].name");
            }
        }
    }

    private void attestation(Attestation attestation, String at) {
        if (attestation.name().isEmpty()) {
            errors.missing(at + ".name");
        }
        String type = attestation.predicateType();
        if (type.isEmpty()) {
            errors.missing(at + ".predicateType");
        } else if (PredicateTypes.isDeprecated(type) || !Urls.isRequestUri(type)) {
            errors.warning(
                    "invalid value: " + type,
                    "deprecated value, please use RFC 3986 conformant values",
                    PredicateTypes.isShortName(type) ? "Write " + PredicateTypes.resolve(type) + "." : "Write a URI.",
                    at + ".predicateType");
        }
        PredicatePolicyValidation.validateForAttestation(attestation.policy(), at + ".policy", errors);
    }

    private void transparencyLog() {
        if (authority.ctlog() != null) {
            Urls.check(authority.ctlog().url(), path + ".ctlog.url", errors);
        }
    }

    private void signatureFormat() {
        String format = authority.signatureFormat();
        if (!format.isEmpty() && !format.equals("bundle") && !format.equals("legacy")) {
            errors.invalid(
                    format,
                    path + ".signatureFormat",
                    "unsupported signature format",
                    "Write bundle, or leave it out for cosign's tags.");
        }
    }
}
