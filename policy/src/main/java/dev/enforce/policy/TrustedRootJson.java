package dev.enforce.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.policy.TrustRootResource.CertificateAuthority;
import dev.enforce.policy.TrustRootResource.SigstoreKeys;
import dev.enforce.policy.TrustRootResource.TransparencyLogInstance;
import dev.enforce.policy.TrustRootResource.Validity;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JSON form of a sigstore {@code TrustedRoot} out of a TrustRoot's keys, as it stands in the ConfigMap of
 * sigstore keys.
 *
 * <p>Log ids are the raw SHA-256 of the key, as the sigstore specification says; policy-controller writes the ASCII of
 * its hexadecimal digits, so readers should know both.
 */
public final class TrustedRootJson {

    /** What making it came to. */
    public sealed interface Result {}

    /** The JSON text. */
    public record Made(String json) implements Result {}

    /** Not made; at least one diagnostic is an error. */
    public record NotMade(List<PolicyDiagnostic> diagnostics) implements Result {

        public NotMade {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
    private static final String BEGINNING = "1970-01-01T00:00:00Z";
    private static final String UNSPECIFIED = "PUBLIC_KEY_DETAILS_UNSPECIFIED";

    private TrustedRootJson() {}

    /** All that is wrong with a trust root once defaults are set. */
    public static List<PolicyDiagnostic> problems(TrustRootResource trustRoot) {
        return errors(trustRoot).normalised(new Places());
    }

    private static FieldErrors errors(TrustRootResource trustRoot) {
        FieldErrors errors = new FieldErrors();
        TrustRootValidation.validate(TrustRootDefaults.defaulted(trustRoot).spec(), errors);
        return errors;
    }

    /** Validates a trust root and makes the JSON of its keys; one that lies in a TUF repository has none, and says so. */
    public static Result of(TrustRootResource trustRoot) {
        FieldErrors errors = errors(trustRoot);
        SigstoreKeys keys = trustRoot.spec().sigstoreKeys();
        if (errors.isEmpty() && keys == null) {
            errors.error(
                    "lies in a TUF repository, which has to be read",
                    "",
                    "",
                    trustRoot.spec().remote() != null ? "spec.remote" : "spec.repository");
        }
        return keys == null || !errors.isEmpty()
                ? new NotMade(errors.normalised(new Places()))
                : new Made(write(keys).toString());
    }

    /** The name of a hash algorithm in sigstore's protocol. */
    static Optional<String> hashAlgorithm(String written) {
        return switch (written.strip().toLowerCase(Locale.ROOT).replace("-", "").replace("_", "")) {
            case "sha256", "sha2256" -> Optional.of("SHA2_256");
            case "sha384", "sha2384" -> Optional.of("SHA2_384");
            case "sha512", "sha2512" -> Optional.of("SHA2_512");
            default -> Optional.empty();
        };
    }

    private static ObjectNode write(SigstoreKeys keys) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("mediaType", MEDIA_TYPE);
        logs(keys.tLogs(), json, "tlogs");
        authorities(keys.certificateAuthorities(), json, "certificateAuthorities");
        logs(keys.ctLogs(), json, "ctlogs");
        authorities(keys.timestampAuthorities(), json, "timestampAuthorities");
        return json;
    }

    private static void logs(List<TransparencyLogInstance> logs, ObjectNode json, String field) {
        if (logs.isEmpty()) {
            return;
        }
        ArrayNode array = json.putArray(field);
        for (TransparencyLogInstance log : logs) {
            PublicKey key = TrustRootValidation.publicKey(log.publicKey()).orElseThrow();
            ObjectNode object = array.addObject();
            object.put("baseUrl", log.baseUrl());
            object.put("hashAlgorithm", hashAlgorithm(log.hashAlgorithm()).orElseThrow());
            ObjectNode publicKey = object.putObject("publicKey");
            publicKey.put("rawBytes", base64(key.getEncoded()));
            publicKey.put("keyDetails", keyDetails(key));
            validFor(log.validFor(), publicKey);
            object.putObject("logId")
                    .put("keyId", base64(Digest.sha256(key.getEncoded()).bytes()));
        }
    }

    private static void authorities(List<CertificateAuthority> authorities, ObjectNode json, String field) {
        if (authorities.isEmpty()) {
            return;
        }
        ArrayNode array = json.putArray(field);
        for (CertificateAuthority authority : authorities) {
            ObjectNode object = array.addObject();
            object.putObject("subject")
                    .put("organization", authority.organization())
                    .put("commonName", authority.commonName());
            object.put("uri", authority.uri());
            ArrayNode chain = object.putObject("certChain").putArray("certificates");
            TrustRootValidation.chain(authority.certChain())
                    .orElseThrow()
                    .forEach(certificate -> chain.addObject().put("rawBytes", encoded(certificate)));
            validFor(authority.validFor(), object);
        }
    }

    private static void validFor(@Nullable Validity validity, ObjectNode json) {
        ObjectNode range = json.putObject("validFor");
        range.put("start", validity == null || validity.start().isEmpty() ? BEGINNING : validity.start());
        if (validity != null && !validity.end().isEmpty()) {
            range.put("end", validity.end());
        }
    }

    private static String keyDetails(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec ->
                switch (ec.getParams().getOrder().bitLength()) {
                    case 256 -> "PKIX_ECDSA_P256_SHA_256";
                    case 384 -> "PKIX_ECDSA_P384_SHA_384";
                    case 521 -> "PKIX_ECDSA_P521_SHA_512";
                    default -> UNSPECIFIED;
                };
            case RSAPublicKey rsa ->
                switch (rsa.getModulus().bitLength()) {
                    case 2048 -> "PKIX_RSA_PKCS1V15_2048_SHA256";
                    case 3072 -> "PKIX_RSA_PKCS1V15_3072_SHA256";
                    case 4096 -> "PKIX_RSA_PKCS1V15_4096_SHA256";
                    default -> UNSPECIFIED;
                };
            default -> key.getAlgorithm().equals("EdDSA") ? "PKIX_ED25519" : UNSPECIFIED;
        };
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return base64(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded can be encoded", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
