package dev.enforce.sigstore.trust;

import dev.enforce.sigstore.key.VerificationKey;

/** Protocol names of kinds of keys. */
public final class KeyDetails {

    public static final String ECDSA_P256 = "PKIX_ECDSA_P256_SHA_256";
    public static final String ED25519 = "PKIX_ED25519";

    private KeyDetails() {}

    /** The name for a key as a SubjectPublicKeyInfo. */
    public static String of(VerificationKey key) {
        return switch (key.kind()) {
            case ED25519 -> ED25519;
            case RSA -> "PKIX_RSA_PKCS1V15_2048_SHA256".replace("2048", rsaSize(key));
            case ECDSA ->
                switch (key.naturalHash()) {
                    case SHA224, SHA256 -> ECDSA_P256;
                    case SHA384 -> "PKIX_ECDSA_P384_SHA_384";
                    case SHA512 -> "PKIX_ECDSA_P521_SHA_512";
                };
        };
    }

    private static String rsaSize(VerificationKey key) {
        int length = key.encoded().length;
        return length < 400 ? "2048" : length < 520 ? "3072" : "4096";
    }

    /** Whether the raw bytes are a bare RSAPublicKey. */
    static boolean isPkcs1(String details) {
        return details.startsWith("PKCS1_RSA");
    }
}
