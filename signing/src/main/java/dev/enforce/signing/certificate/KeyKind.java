package dev.enforce.signing.certificate;

import dev.enforce.signing.SigningException;
import dev.enforce.sigstore.key.HashAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** The kinds of keys that sign, each with its one signature algorithm. */
public enum KeyKind {
    ECDSA_P256("EC", "secp256r1", "SHA256withECDSA", "PKIX_ECDSA_P256_SHA_256"),
    ECDSA_P384("EC", "secp384r1", "SHA384withECDSA", "PKIX_ECDSA_P384_SHA_384"),
    ECDSA_P521("EC", "secp521r1", "SHA512withECDSA", "PKIX_ECDSA_P521_SHA_512"),
    ED25519("Ed25519", "", "Ed25519", "PKIX_ED25519"),
    RSA_2048("RSA", "2048", "SHA256withRSA", "PKIX_RSA_PKCS1V15_2048_SHA256"),
    RSA_3072("RSA", "3072", "SHA256withRSA", "PKIX_RSA_PKCS1V15_3072_SHA256"),
    RSA_4096("RSA", "4096", "SHA256withRSA", "PKIX_RSA_PKCS1V15_4096_SHA256");

    private final String family;
    private final String parameter;
    private final String signatureAlgorithm;
    private final String keyDetails;

    KeyKind(String family, String parameter, String signatureAlgorithm, String keyDetails) {
        this.family = family;
        this.parameter = parameter;
        this.signatureAlgorithm = signatureAlgorithm;
        this.keyDetails = keyDetails;
    }

    /** The JCA name, for instance {@code SHA256withECDSA}. */
    public String signatureAlgorithm() {
        return signatureAlgorithm;
    }

    /** The name in sigstore's protobuf specifications, for instance {@code PKIX_ECDSA_P256_SHA_256}. */
    public String keyDetails() {
        return keyDetails;
    }

    /**
     * The kind of a public key.
     *
     * @throws SigningException with {@code UNSUPPORTED} if it is none of these
     */
    public static KeyKind of(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec ->
                switch (ec.getParams().getCurve().getField().getFieldSize()) {
                    case 256 -> ECDSA_P256;
                    case 384 -> ECDSA_P384;
                    case 521 -> ECDSA_P521;
                    default -> throw unsupported("an EC key on this curve");
                };
            case RSAPublicKey rsa ->
                switch (rsa.getModulus().bitLength()) {
                    case 2048 -> RSA_2048;
                    case 3072 -> RSA_3072;
                    case 4096 -> RSA_4096;
                    default ->
                        throw unsupported("an RSA key of " + rsa.getModulus().bitLength() + " bits");
                };
            default -> {
                if (key.getAlgorithm().equals("Ed25519") || key.getAlgorithm().equals("EdDSA")) {
                    yield ED25519;
                }
                throw unsupported("a key of type " + key.getAlgorithm());
            }
        };
    }

    /** The hash that its signatures are made over; Ed25519 takes the message as it is. */
    public HashAlgorithm hash() {
        return switch (this) {
            case ECDSA_P256, ED25519, RSA_2048, RSA_3072, RSA_4096 -> HashAlgorithm.SHA256;
            case ECDSA_P384 -> HashAlgorithm.SHA384;
            case ECDSA_P521 -> HashAlgorithm.SHA512;
        };
    }

    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family, Providers.BOUNCY_CASTLE);
            if (family.equals("EC")) {
                generator.initialize(new ECGenParameterSpec(parameter));
            } else if (family.equals("RSA")) {
                generator.initialize(Integer.parseInt(parameter));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new SigningException(SigningException.Code.INTERNAL, "no key could be made", e);
        }
    }

    private static SigningException unsupported(String what) {
        return new SigningException(SigningException.Code.UNSUPPORTED, what + " is not supported");
    }
}
