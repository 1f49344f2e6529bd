package dev.enforce.cli.verify;

import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CertificateIdentity;
import dev.enforce.policy.CertificateIdentity.TextMatch;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.NotationAuthority;
import dev.enforce.policy.NotationIdentity;
import dev.enforce.policy.SignatureFormat;
import dev.enforce.policy.SignatureSource;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.policy.TransparencyLogUse;
import dev.enforce.policy.UnusableAuthority;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.VerificationKey;
import java.util.ArrayList;
import java.util.List;

/** What an authority asks for, as a person reads it. */
final class Wanted {

    private Wanted() {}

    static String kind(CompiledAuthority authority) {
        return switch (authority) {
            case KeyAuthority _ -> "key";
            case KeylessAuthority _ -> "keyless";
            case NotationAuthority _ -> "notation";
            case StaticAuthority _ -> "static";
            case UnusableAuthority _ -> "unusable";
        };
    }

    static List<String> signers(CompiledAuthority authority) {
        return switch (authority) {
            case KeyAuthority key -> key.publicKeys().stream().map(Wanted::key).toList();
            case KeylessAuthority keyless -> keyless(keyless);
            case NotationAuthority notation ->
                notation.identities().stream().map(NotationIdentity::written).toList();
            case StaticAuthority fixed ->
                List.of(
                        fixed.action() == StaticAuthority.Action.PASS
                                ? "nothing: it always passes"
                                : "nothing: it always refuses");
            case UnusableAuthority unusable -> List.of(unusable.reason());
        };
    }

    private static List<String> keyless(KeylessAuthority authority) {
        return authority.acceptsAnyIdentity()
                ? List.of("any identity")
                : authority.identities().stream().map(Wanted::identity).toList();
    }

    private static String identity(CertificateIdentity identity) {
        return shown(identity.subject()) + " (issuer " + shown(identity.issuer()) + ")";
    }

    private static String shown(TextMatch match) {
        return switch (match) {
            case CertificateIdentity.Exact(String written) -> written;
            case CertificateIdentity.RegExp expression -> "/" + expression.written() + "/";
        };
    }

    private static String key(String pem) {
        try {
            return "key sha256:" + VerificationKey.ofPem(pem).fingerprintHex();
        } catch (MalformedException e) {
            return "a key that cannot be read: " + e.getMessage();
        }
    }

    static List<String> conditions(CompiledAuthority authority) {
        List<String> conditions = new ArrayList<>();
        AuthorityOptions options = authority.options();
        if (authority instanceof KeylessAuthority keyless) {
            conditions.add("trust root " + (keyless.trustRootRef() == null ? "public good" : keyless.trustRootRef())
                    + (keyless.caCert() == null ? "" : " with the policy's own ca-cert"));
        }
        if (authority instanceof NotationAuthority notation) {
            conditions.add("trust level " + notation.level().wireName());
        }
        TransparencyLogUse log = options.transparencyLog();
        if (log != null) {
            conditions.add(log(log));
        }
        if (options.timestamp()) {
            String root = options.timestampTrustRootRef();
            conditions.add("signed timestamp" + (root == null ? "" : " of trust root " + root));
        }
        if (options.signatureFormat() == SignatureFormat.BUNDLE) {
            conditions.add("sigstore bundles only");
        }
        options.sources().forEach(source -> conditions.add("signatures in " + place(source)));
        options.attestations()
                .forEach(wanted ->
                        conditions.add("attestation " + wanted.name() + " of type " + wanted.predicateType()));
        return conditions;
    }

    private static String place(SignatureSource source) {
        return (source.oci() == null ? "the image's repository" : source.oci())
                + (source.tagPrefix() == null ? "" : " under tags that begin with " + source.tagPrefix());
    }

    private static String log(TransparencyLogUse use) {
        if (use.trustRootRef() != null) {
            return "log entry of trust root " + use.trustRootRef();
        }
        return use.url() == null ? "no log entry" : "log entry of " + use.url();
    }
}
