package dev.enforce.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.policy.TrustRootResource.CertificateAuthority;
import dev.enforce.policy.TrustRootResource.Remote;
import dev.enforce.policy.TrustRootResource.Repository;
import dev.enforce.policy.TrustRootResource.SigstoreKeys;
import dev.enforce.policy.TrustRootResource.Spec;
import dev.enforce.policy.TrustRootResource.TransparencyLogInstance;
import dev.enforce.policy.TrustRootResource.Validity;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every rule for a TrustRoot; unlike policy-controller's, problems of one element never hide those of another. */
final class TrustRootValidation {

    private static final String KEYS = "spec.sigstoreKeys";
    private static final JsonMapper JSON = new JsonMapper();

    private final FieldErrors errors;

    private TrustRootValidation(FieldErrors errors) {
        this.errors = errors;
    }

    static void validate(Spec spec, FieldErrors errors) {
        TrustRootValidation validation = new TrustRootValidation(errors);
        String[] kinds = {"spec.remote", "spec.repository", KEYS};
        long given = Stream.of(spec.remote() != null, spec.repository() != null, spec.sigstoreKeys() != null)
                .filter(Boolean::booleanValue)
                .count();
        if (given == 0) {
            errors.neither(kinds);
        } else if (given > 1) {
            errors.both(kinds);
        } else if (spec.remote() != null) {
            validation.remote(spec.remote());
        } else if (spec.repository() != null) {
            validation.repository(spec.repository());
        } else if (spec.sigstoreKeys() != null) {
            validation.keys(spec.sigstoreKeys());
        }
    }

    private void remote(Remote remote) {
        if (remote.mirror().isEmpty()) {
            errors.missing("spec.remote.mirror");
        }
        Urls.check(remote.mirror(), "spec.remote.mirror", errors);
        root(remote.root(), "spec.remote.root");
    }

    private void repository(Repository repository) {
        String path = "spec.repository";
        if (repository.targets().isEmpty()) {
            errors.missing(path + ".targets");
        }
        boolean rootIsGood = root(repository.root(), path + ".root");
        if (repository.mirrorFs().isEmpty()) {
            errors.missing(path + ".repository");
        } else if (rootIsGood) {
            MirrorArchive.problem(repository.mirrorFs())
                    .ifPresent(problem -> errors.invalid(
                            "failed to construct a TUF client",
                            path + ".mirrorFS",
                            problem,
                            "Put in the base64 of a tar.gz of the repository's metadata and targets."));
        }
    }

    private boolean root(String base64, String path) {
        if (base64.isEmpty()) {
            errors.missing(path);
            return false;
        }
        String problem = decode(base64).map(TrustRootValidation::rootProblem).orElse("illegal base64 data");
        if (problem.equals("no signatures")) {
            errors.invalid("missing signatures in root.json", path, problem, "Put in the whole signed root.json.");
        } else if (!problem.isEmpty()) {
            errors.invalid("failed to unmarshal", path, problem, "Put in the base64 of root.json.");
        }
        return problem.isEmpty();
    }

    private static String rootProblem(byte[] json) {
        try {
            JsonNode root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
            if (!root.isObject()) {
                return "not a JSON object";
            }
            return root.hasNonNull("signatures") ? "" : "no signatures";
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        }
    }

    private void keys(SigstoreKeys keys) {
        if (keys.certificateAuthorities().isEmpty()
                && keys.timestampAuthorities().isEmpty()) {
            errors.neither(KEYS + ".certificateAuthority", KEYS + ".timestampAuthorities");
        }
        for (int i = 0; i < keys.certificateAuthorities().size(); i++) {
            authority(keys.certificateAuthorities().get(i), KEYS + ".certificateAuthority[" + i + "]", false);
        }
        for (int i = 0; i < keys.timestampAuthorities().size(); i++) {
            authority(keys.timestampAuthorities().get(i), KEYS + ".timestampAuthorities[" + i + "]", true);
        }
        for (int i = 0; i < keys.ctLogs().size(); i++) {
            log(keys.ctLogs().get(i), KEYS + ".ctLogs[" + i + "]");
        }
        for (int i = 0; i < keys.tLogs().size(); i++) {
            log(keys.tLogs().get(i), KEYS + ".tLogs[" + i + "]");
        }
    }

    private void authority(CertificateAuthority authority, String path, boolean timestamps) {
        if (authority.organization().isEmpty()) {
            errors.missing(path + ".subject.organization");
        }
        if (authority.commonName().isEmpty()) {
            errors.missing(path + ".subject.commonName");
        }
        if (authority.uri().isEmpty()) {
            errors.missing(path + ".uri");
        }
        Urls.check(authority.uri(), path + ".uri", errors);
        validity(authority.validFor(), path + ".validFor");
        if (authority.certChain().isEmpty()) {
            errors.missing(path + ".certchain");
            return;
        }
        List<X509Certificate> chain = chain(authority.certChain()).orElse(List.of());
        if (chain.isEmpty()) {
            errors.invalid(
                    "error splitting the certificates",
                    path + ".certChain",
                    "no certificates in PEM",
                    "Put in the base64 of the chain in PEM, the root last.");
        }
        long leaves = chain.stream().filter(c -> c.getBasicConstraints() < 0).count();
        if (timestamps && leaves > 1) {
            errors.invalid(
                    "certificate chain must contain at most one TSA certificate",
                    path + ".certChain",
                    "",
                    "Keep the certificate that signs time stamps and those above it.");
        }
    }

    private void log(TransparencyLogInstance log, String path) {
        if (log.baseUrl().isEmpty()) {
            errors.missing(path + ".baseURL");
        }
        Urls.check(log.baseUrl(), path + ".baseURL", errors);
        if (log.hashAlgorithm().isEmpty()) {
            errors.missing(path + ".hashAlgorithm");
        } else if (TrustedRootJson.hashAlgorithm(log.hashAlgorithm()).isEmpty()) {
            errors.invalid(log.hashAlgorithm(), path + ".hashAlgorithm", "", "Write sha-256, sha-384 or sha-512.");
        }
        if (log.publicKey().isEmpty()) {
            errors.missing(path + ".publicKey");
        } else if (publicKey(log.publicKey()).isEmpty()) {
            errors.invalid(
                    "not a public key",
                    path + ".publicKey",
                    "",
                    "Put in the base64 of one key in PEM: ECDSA, RSA or Ed25519.");
        }
        validity(log.validFor(), path + ".validFor");
    }

    private void validity(@Nullable Validity validity, String path) {
        if (validity == null) {
            return;
        }
        Instant start = time(validity.start(), path + ".start");
        Instant end = time(validity.end(), path + ".end");
        if (start != null && end != null && !start.isBefore(end)) {
            errors.invalid(validity.end(), path + ".end", "the end is not after the start", "");
        }
    }

    private @Nullable Instant time(String text, String path) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            errors.invalid(text, path, "not an RFC 3339 time", "Write for instance 2022-04-13T20:06:15Z.");
            return null;
        }
    }

    /** The certificates of a base64 PEM chain. */
    static Optional<List<X509Certificate>> chain(String base64) {
        return decode(base64).flatMap(pem -> PublicKeys.certificates(new String(pem, StandardCharsets.UTF_8)));
    }

    /** The one key of a base64 PEM text. */
    static Optional<PublicKey> publicKey(String base64) {
        return decode(base64).flatMap(pem -> PublicKeys.readOne(new String(pem, StandardCharsets.UTF_8)));
    }

    private static Optional<byte[]> decode(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
