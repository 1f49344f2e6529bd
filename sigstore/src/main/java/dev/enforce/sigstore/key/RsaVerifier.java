package dev.enforce.sigstore.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** RSASSA-PKCS1-v1_5 and RSASSA-PSS over a hash, with the public operation of the JDK. */
final class RsaVerifier implements RawVerifier {

    private static final Map<HashAlgorithm, byte[]> DIGEST_INFO = Map.of(
            HashAlgorithm.SHA224, HexFormat.of().parseHex("302d300d06096086480165030402040500041c"),
            HashAlgorithm.SHA256, HexFormat.of().parseHex("3031300d060960864801650304020105000420"),
            HashAlgorithm.SHA384, HexFormat.of().parseHex("3041300d060960864801650304020205000430"),
            HashAlgorithm.SHA512, HexFormat.of().parseHex("3051300d060960864801650304020305000440"));

    private final PublicKey key;
    private final BigInteger modulus;

    RsaVerifier(RSAKeyParameters parameters) {
        this.modulus = parameters.getModulus();
        try {
            this.key = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, parameters.getExponent()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an RSA key", e);
        }
    }

    @Override
    public boolean verify(HashAlgorithm hash, byte[] input, byte[] signature) {
        byte[] opened = open(signature);
        byte[] info = DIGEST_INFO.getOrDefault(hash, new byte[0]);
        int padding = opened.length - 3 - info.length - input.length;
        if (padding < 8) {
            return false;
        }
        byte[] expected = new byte[opened.length];
        expected[1] = 1;
        Arrays.fill(expected, 2, 2 + padding, (byte) 0xff);
        System.arraycopy(info, 0, expected, 3 + padding, info.length);
        System.arraycopy(input, 0, expected, 3 + padding + info.length, input.length);
        return MessageDigest.isEqual(expected, opened);
    }

    /** RFC 8017 §9.1.2 with MGF1 of the same hash and a salt as long as the hash. */
    boolean verifyPss(HashAlgorithm hash, byte[] hashed, byte[] signature) {
        byte[] opened = open(signature);
        int bits = modulus.bitLength() - 1;
        int length = (bits + 7) / 8;
        int h = hashed.length;
        int offset = opened.length - length;
        if (opened.length == 0 || length < 2 * h + 2 || opened[opened.length - 1] != (byte) 0xbc) {
            return false;
        }
        byte[] masked = Arrays.copyOfRange(opened, offset, offset + length - h - 1);
        byte[] wanted = Arrays.copyOfRange(opened, offset + length - h - 1, offset + length - 1);
        byte[] db = xorMask(hash, wanted, masked);
        int unused = 8 * length - bits;
        if ((masked[0] & 0xff) >>> (8 - unused) != 0) {
            return false;
        }
        db[0] &= (byte) (0xff >>> unused);
        int one = db.length - h - 1;
        for (int i = 0; i < one; i++) {
            if (db[i] != 0) {
                return false;
            }
        }
        byte[] salt = Arrays.copyOfRange(db, db.length - h, db.length);
        return db[one] == 1 && MessageDigest.isEqual(wanted, hash.hash(new byte[8], hashed, salt));
    }

    private static byte[] xorMask(HashAlgorithm hash, byte[] seed, byte[] masked) {
        byte[] out = masked.clone();
        for (int at = 0, counter = 0; at < out.length; counter++) {
            byte[] block = hash.hash(seed, new byte[] {0, 0, 0, (byte) counter});
            for (int i = 0; i < block.length && at < out.length; i++, at++) {
                out[at] ^= block[i];
            }
        }
        return out;
    }

    /** The signature raised to the public exponent, as long as the modulus; empty if it cannot be one. */
    private byte[] open(byte[] signature) {
        if (signature.length != (modulus.bitLength() + 7) / 8 || new BigInteger(1, signature).compareTo(modulus) >= 0) {
            return new byte[0];
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(signature);
        } catch (GeneralSecurityException notASignature) {
            return new byte[0];
        }
    }
}
