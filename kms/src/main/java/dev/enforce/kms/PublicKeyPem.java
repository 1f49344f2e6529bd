package dev.enforce.kms;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Public keys in the shapes that services give them, as one PEM block. */
final class PublicKeyPem {

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final int MAX_ENCODED = 4096;
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private PublicKeyPem() {}

    /** From DER SubjectPublicKeyInfo. */
    static String ofDer(byte[] encoded) {
        if (encoded.length <= MAX_ENCODED) {
            for (String algorithm : ALGORITHMS) {
                try {
                    return write(KeyFactory.getInstance(algorithm)
                            .generatePublic(new X509EncodedKeySpec(encoded))
                            .getEncoded());
                } catch (InvalidKeySpecException notOfThisKind) {
                    continue;
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("the Java run-time lacks " + algorithm, e);
                }
            }
        }
        throw unusable("the service gave no ECDSA, RSA or Ed25519 key");
    }

    /** From a PEM text with one key. */
    static String ofPem(String pem) {
        String begin = "-----BEGIN PUBLIC KEY-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END PUBLIC KEY-----");
        if (from < 0 || to < from || pem.length() > 4 * MAX_ENCODED) {
            throw unusable("the service gave no public key in PEM");
        }
        return ofDer(decode(pem.substring(from + begin.length(), to).replaceAll("\\s", "")));
    }

    /** From the 32 bytes of an Ed25519 key in base64. */
    static String ofRawEd25519(String base64) {
        byte[] raw = decode(base64);
        if (raw.length != 32) {
            throw unusable("the service gave a malformed Ed25519 key");
        }
        byte[] encoded = new byte[ED25519.length + raw.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(raw, 0, encoded, ED25519.length, raw.length);
        return ofDer(encoded);
    }

    /** From a JSON Web Key. */
    static String ofJwk(JsonNode key) {
        try {
            PublicKey decoded = switch (key.path("kty").asText("")) {
                case "RSA", "RSA-HSM" ->
                    KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
                case "EC", "EC-HSM" ->
                    KeyFactory.getInstance("EC")
                            .generatePublic(
                                    new ECPublicKeySpec(new ECPoint(number(key, "x"), number(key, "y")), curve(key)));
                default -> throw unusable("the key is neither RSA nor EC");
            };
            return ofDer(decoded.getEncoded());
        } catch (InvalidKeySpecException e) {
            throw new KmsException(KmsException.Code.UNUSABLE_KEY, "the service gave a malformed key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java run-time lacks RSA or EC", e);
        }
    }

    static byte[] decode(String base64) {
        try {
            return base64.indexOf('-') >= 0 || base64.indexOf('_') >= 0
                    ? Base64.getUrlDecoder().decode(base64)
                    : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new KmsException(KmsException.Code.MALFORMED, "the service gave malformed base64", e);
        }
    }

    private static ECParameterSpec curve(JsonNode key) throws GeneralSecurityException {
        String name = switch (key.path("crv").asText("")) {
            case "P-256" -> "secp256r1";
            case "P-384" -> "secp384r1";
            case "P-521" -> "secp521r1";
            default -> throw unusable("the key is on an unsupported curve");
        };
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static BigInteger number(JsonNode key, String name) {
        String text = key.path(name).asText("");
        if (text.isEmpty() || text.length() > 2 * MAX_ENCODED) {
            throw unusable("the key lacks " + name);
        }
        return new BigInteger(1, decode(text));
    }

    private static String write(byte[] encoded) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    private static KmsException unusable(String text) {
        return new KmsException(KmsException.Code.UNUSABLE_KEY, text);
    }
}
