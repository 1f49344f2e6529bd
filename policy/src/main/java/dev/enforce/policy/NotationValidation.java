package dev.enforce.policy;

import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Notation;
import java.util.List;

/** The rules for {@code notation}, our extension. */
final class NotationValidation {

    private final Authority authority;
    private final String path;
    private final KeyValidation keys;
    private final FieldErrors errors;

    NotationValidation(Authority authority, String path, KeyValidation keys, FieldErrors errors) {
        this.authority = authority;
        this.path = path;
        this.keys = keys;
        this.errors = errors;
    }

    void validate(Notation notation) {
        String at = path + ".notation";
        level(notation.level(), at + ".level");
        if (!notation.level().equals(NotationLevel.SKIP)) {
            certificates(notation, at);
            identities(notation.trustedIdentities(), at + ".trustedIdentities");
        }
        notBeside(at, !authority.attestations().isEmpty(), "attestations");
        notBeside(at, authority.ctlog() != null, "ctlog");
        notBeside(at, !authority.signatureFormat().isEmpty(), "signatureFormat");
    }

    private void level(String level, String at) {
        switch (level) {
            case "", "strict", "permissive" -> {}
            case "audit" ->
                errors.warning(
                        "level audit",
                        "a signature of anyone is enough",
                        "Write strict or permissive to be told apart from strangers.",
                        at);
            case NotationLevel.SKIP ->
                errors.warning("level skip", "no signature is looked at", "Write static: {action: pass} instead.", at);
            default -> errors.invalid(level, at, "unsupported level", "Write strict, permissive, audit or skip.");
        }
    }

    private void certificates(Notation notation, String at) {
        boolean certificates = !notation.certs().isEmpty();
        if (certificates && notation.secretRef() != null) {
            errors.both(at + ".certs", at + ".secretRef");
        } else if (!certificates && notation.secretRef() == null) {
            errors.neither(at + ".certs", at + ".secretRef");
        }
        for (int i = 0; i < notation.certs().size(); i++) {
            String pem = notation.certs().get(i);
            if (PublicKeys.certificates(pem).isEmpty()) {
                errors.invalid(
                        pem,
                        at + ".certs[" + i + "]",
                        "certificates in PEM are wanted",
                        "Put in certificates of the trust store (-----BEGIN CERTIFICATE-----).");
            }
        }
        if (notation.secretRef() != null) {
            keys.secret(notation.secretRef(), at);
        }
    }

    private void identities(List<String> identities, String at) {
        if (identities.isEmpty()) {
            errors.missing(at);
        }
        for (int i = 0; i < identities.size(); i++) {
            String identity = identities.get(i);
            String where = at + "[" + i + "]";
            NotationIdentity.problem(identity)
                    .ifPresent(problem -> errors.invalid(
                            identity, where, problem, "Write for instance x509.subject: C=US, ST=WA, O=Example."));
            if (identity.strip().equals("*") && identities.size() > 1) {
                errors.invalid(identity, where, "* includes every other identity", "Keep * or the others.");
            }
        }
    }

    private void notBeside(String at, boolean present, String other) {
        if (present) {
            errors.both(at, path + "." + other);
        }
    }
}
