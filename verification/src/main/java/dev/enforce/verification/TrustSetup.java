package dev.enforce.verification;

import dev.enforce.policy.CertificateIdentity.Exact;
import dev.enforce.policy.CertificateIdentity.RegExp;
import dev.enforce.policy.CertificateIdentity.TextMatch;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.NotationAuthority;
import dev.enforce.policy.NotationIdentity;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.policy.TransparencyLogUse;
import dev.enforce.policy.UnusableAuthority;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.notation.NotationTrust;
import dev.enforce.sigstore.notation.NotationVerifier;
import dev.enforce.sigstore.notation.TrustLevel;
import dev.enforce.sigstore.notation.TrustedIdentity;
import dev.enforce.sigstore.trust.CertificateAuthority;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRequirements.LogEntries;
import dev.enforce.sigstore.trust.TrustRequirements.LogEntriesIgnored;
import dev.enforce.sigstore.trust.TrustRequirements.LogEntryRequired;
import dev.enforce.sigstore.trust.TrustRequirements.Signer;
import dev.enforce.sigstore.trust.TrustRequirements.TimestampIfPresent;
import dev.enforce.sigstore.trust.TrustRequirements.TimestampRequired;
import dev.enforce.sigstore.trust.TrustRequirements.Timestamps;
import dev.enforce.sigstore.trust.TrustRequirements.TimestampsIgnored;
import dev.enforce.sigstore.trust.TrustRoot;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what an authority says into what a signature must have.
 *
 * <p>Which log counts: none when {@code rfc3161timestamp} is set (a signed timestamp is required then); that of
 * {@code ctlog.trustRootRef}; for {@code ctlog.url} alone the public-good one; for a keyless authority without
 * {@code ctlog} that of its own trust root, if that root has any log, else none. A key authority without {@code ctlog}
 * wants no log. The log is never asked over the network: an entry has to come with the signature.
 */
final class TrustSetup {

    private static final int MAX_CERTIFICATES = 16;
    private static final int MAX_NOTATION_CERTIFICATES = 64;

    private final TrustedRoots roots;
    private final SignatureVerifier verifier;
    private final InstantSource clock;

    TrustSetup(TrustedRoots roots, InstantSource clock) {
        this.roots = roots;
        this.verifier = new SignatureVerifier(clock);
        this.clock = clock;
    }

    /** Something that the authority needs is missing; the message says what. */
    private static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message, null, false, false);
        }
    }

    EvidenceVerifier.Setup of(CompiledAuthority authority) {
        try {
            return switch (authority) {
                case KeyAuthority key -> ready(keys(key), log(key), timestamps(key), timestamps(key));
                case KeylessAuthority keyless -> keyless(keyless);
                case NotationAuthority notation -> notation(notation);
                case StaticAuthority _ ->
                    new EvidenceVerifier.Setup.Unusable("a static authority looks at no evidence");
                case UnusableAuthority unusable -> new EvidenceVerifier.Setup.Unusable(unusable.reason());
            };
        } catch (UnusableException e) {
            return new EvidenceVerifier.Setup.Unusable(String.valueOf(e.getMessage()));
        }
    }

    private EvidenceVerifier.Setup keyless(KeylessAuthority authority) {
        TrustRoot root = root(authority);
        Signer signer = new TrustRequirements.Keyless(root, identities(authority), !authority.insecureIgnoreSct());
        LogEntries log = log(authority, root);
        if (authority.options().timestamp()) {
            Timestamps required = new TimestampRequired(timestampRoot(authority, root));
            return ready(signer, log, required, required);
        }
        // Without a log, a signed timestamp is the only proof of time that there can be.
        Timestamps legacy =
                log instanceof LogEntriesIgnored && !root.timestampAuthorities().isEmpty()
                        ? new TimestampIfPresent(root)
                        : new TimestampsIgnored();
        return ready(signer, log, legacy, new TimestampIfPresent(root));
    }

    private EvidenceVerifier.Setup notation(NotationAuthority authority) {
        try {
            NotationTrust trust = new NotationTrust(
                    Certificate.allOfPem(authority.certificates(), MAX_NOTATION_CERTIFICATES),
                    authority.identities().stream().map(TrustSetup::identity).toList(),
                    switch (authority.level()) {
                        case STRICT -> TrustLevel.STRICT;
                        case PERMISSIVE -> TrustLevel.PERMISSIVE;
                        case AUDIT -> TrustLevel.AUDIT;
                    },
                    authority.options().timestamp() ? timestampRoot(authority, null) : null);
            return new EvidenceVerifier.Setup.Ready(new NotationEvidenceVerifier(new NotationVerifier(clock), trust));
        } catch (MalformedException e) {
            throw new UnusableException("the certificates cannot be used: " + e.getMessage());
        }
    }

    private static TrustedIdentity identity(NotationIdentity identity) {
        return identity.isAnyone() ? new TrustedIdentity.Anyone() : new TrustedIdentity.Subject(identity.attributes());
    }

    private EvidenceVerifier.Setup ready(Signer signer, LogEntries log, Timestamps legacy, Timestamps bundle) {
        return new EvidenceVerifier.Setup.Ready(new SigstoreVerifier(
                verifier,
                new TrustRequirements(signer, log, legacy),
                new TrustRequirements(signer, log, bundle),
                clock));
    }

    private static Signer keys(KeyAuthority authority) {
        List<VerificationKey> keys = new ArrayList<>();
        for (String pem : authority.publicKeys()) {
            try {
                keys.addAll(VerificationKey.allOfPem(pem));
            } catch (MalformedException e) {
                throw new UnusableException("the public key cannot be used: " + e.getMessage());
            }
        }
        HashAlgorithm hash = HashAlgorithm.find(authority.hash().wireName())
                .orElseThrow(() -> new UnusableException("unknown hash " + authority.hash()));
        return new TrustRequirements.Keys(keys, hash);
    }

    private LogEntries log(KeyAuthority authority) {
        TransparencyLogUse use = authority.options().transparencyLog();
        return authority.options().timestamp() || use == null
                ? new LogEntriesIgnored()
                : log(use, needsOwn(use) ? publicGood() : null);
    }

    private LogEntries log(KeylessAuthority authority, TrustRoot own) {
        if (authority.options().timestamp()) {
            return new LogEntriesIgnored();
        }
        TransparencyLogUse use = authority.options().transparencyLog();
        if (use != null) {
            return log(use, !needsOwn(use) ? null : authority.trustRootRef() == null ? publicGood() : own);
        }
        boolean logless =
                authority.trustRootRef() != null && own.transparencyLogs().isEmpty();
        return logless ? new LogEntriesIgnored() : new LogEntryRequired(own);
    }

    /** Whether the log is that of the authority's own root: it is named by its address alone. */
    private static boolean needsOwn(TransparencyLogUse use) {
        return use.url() != null && use.trustRootRef() == null;
    }

    /** {@code ctlog} with neither part switches the log off. */
    private LogEntries log(TransparencyLogUse use, @Nullable TrustRoot ofUrl) {
        String name = use.trustRootRef();
        if (name != null) {
            return new LogEntryRequired(named(name));
        }
        return ofUrl == null ? new LogEntriesIgnored() : new LogEntryRequired(ofUrl);
    }

    private Timestamps timestamps(KeyAuthority authority) {
        return authority.options().timestamp()
                ? new TimestampRequired(timestampRoot(authority, null))
                : new TimestampsIgnored();
    }

    private TrustRoot timestampRoot(CompiledAuthority authority, @Nullable TrustRoot own) {
        String name = authority.options().timestampTrustRootRef();
        return name != null ? named(name) : own != null ? own : publicGood();
    }

    private TrustRoot root(KeylessAuthority authority) {
        String name = authority.trustRootRef();
        TrustRoot root = name == null ? publicGood() : named(name);
        String pem = authority.caCert();
        if (pem == null) {
            return root;
        }
        try {
            return root.withCertificateAuthorities(
                    List.of(CertificateAuthority.of("", Certificate.allOfPem(pem, MAX_CERTIFICATES))));
        } catch (MalformedException e) {
            throw new UnusableException("ca-cert cannot be used: " + e.getMessage());
        }
    }

    private TrustRoot named(String name) {
        return roots.find(name).orElseThrow(() -> new UnusableException("trust root " + name + " is not known"));
    }

    private TrustRoot publicGood() {
        TrustRoot root = roots.publicGood();
        if (root == null) {
            throw new UnusableException("the public-good trust root is not known");
        }
        return root;
    }

    private static List<CertificateIdentity> identities(KeylessAuthority authority) {
        if (authority.acceptsAnyIdentity()) {
            return List.of(CertificateIdentity.any());
        }
        List<CertificateIdentity> identities = new ArrayList<>();
        for (dev.enforce.policy.CertificateIdentity identity : authority.identities()) {
            TextMatch issuer = identity.issuer();
            TextMatch subject = identity.subject();
            // An empty text would mean anybody there; a policy that wants anybody says so by naming nobody.
            if (issuer.written().isEmpty() || subject.written().isEmpty()) {
                throw new UnusableException("an identity has an empty issuer or subject");
            }
            identities.add(identity(issuer, subject));
        }
        return identities;
    }

    private static CertificateIdentity identity(TextMatch issuer, TextMatch subject) {
        try {
            return CertificateIdentity.of(exact(issuer), regExp(issuer), exact(subject), regExp(subject));
        } catch (MalformedException e) {
            throw new UnusableException(e.getMessage());
        }
    }

    private static String exact(TextMatch match) {
        return switch (match) {
            case Exact(String written) -> written;
            case RegExp _ -> "";
        };
    }

    private static String regExp(TextMatch match) {
        return switch (match) {
            case Exact _ -> "";
            case RegExp expression -> expression.written();
        };
    }
}
