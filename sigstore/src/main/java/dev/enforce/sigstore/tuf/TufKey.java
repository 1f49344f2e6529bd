package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key of a role. Types: Ed25519 (32 bytes in hexadecimal), ECDSA on P-256 and RSA-PSS with SHA-256 (PEM).
 *
 * <p>Key ids are names only; that a signature counts once is decided by the key itself.
 */
record TufKey(PublicKey key, Scheme scheme) {

    enum Scheme {
        ED25519("Ed25519", "Ed25519"),
        ECDSA_P256("EC", "SHA256withECDSA"),
        RSA_PSS("RSA", "RSASSA-PSS");

        private final String keyAlgorithm;
        private final String signatureAlgorithm;

        Scheme(String keyAlgorithm, String signatureAlgorithm) {
            this.keyAlgorithm = keyAlgorithm;
            this.signatureAlgorithm = signatureAlgorithm;
        }
    }

    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int MIN_RSA_BITS = 2048;

    static TufKey parse(JsonNode node) {
        String type = node.path("keytype").asText();
        String value = node.path("keyval").path("public").asText();
        Scheme scheme = switch (type) {
            case "ed25519" -> Scheme.ED25519;
            case "ecdsa", "ecdsa-sha2-nistp256" -> Scheme.ECDSA_P256;
            case "rsa" -> Scheme.RSA_PSS;
            default -> throw new TufException(TufException.Code.UNSUPPORTED, "TUF key type " + type);
        };
        String declared = node.path("scheme").asText();
        if (!declared.equals(schemeName(scheme))) {
            throw new TufException(TufException.Code.UNSUPPORTED, "TUF signature scheme " + declared + " for " + type);
        }
        try {
            byte[] der = scheme == Scheme.ED25519 && !value.startsWith("-----")
                    ? ed25519(HexFormat.of().parseHex(value))
                    : pem(value);
            PublicKey key = KeyFactory.getInstance(scheme.keyAlgorithm).generatePublic(new X509EncodedKeySpec(der));
            requireStrength(key);
            return new TufKey(key, scheme);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TufException(TufException.Code.MALFORMED, "not a TUF key of type " + type, e);
        }
    }

    /** Whether the signature is this key's over these bytes; garbage is no. */
    boolean verifies(byte[] data, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(scheme.signatureAlgorithm);
            if (scheme == Scheme.RSA_PSS) {
                verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException notThisSignature) {
            return false;
        }
    }

    private static String schemeName(Scheme scheme) {
        return switch (scheme) {
            case ED25519 -> "ed25519";
            case ECDSA_P256 -> "ecdsa-sha2-nistp256";
            case RSA_PSS -> "rsassa-pss-sha256";
        };
    }

    private static void requireStrength(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new TufException(TufException.Code.UNSUPPORTED, "a TUF RSA key of fewer than 2048 bits");
        }
    }

    private static byte[] ed25519(byte[] raw) {
        if (raw.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(ED25519_PREFIX);
        der.writeBytes(raw);
        return der.toByteArray();
    }

    private static byte[] pem(String text) {
        String body = text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        return Base64.getDecoder().decode(body);
    }
}
