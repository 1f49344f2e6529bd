package dev.enforce.sigstore.key;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * ECDSA with strict DER signatures. BouncyCastle's own classes are used, not a security provider: on processors
 * without AVX-512 IFMA they verify eight times faster than the JDK does.
 */
final class EcdsaVerifier implements RawVerifier {

    private static final int MAX_SIGNATURE = 256;

    private final ECPublicKeyParameters key;

    EcdsaVerifier(ECPublicKeyParameters key) {
        this.key = key;
    }

    @Override
    public boolean verify(HashAlgorithm hash, byte[] input, byte[] signature) {
        if (signature.length > MAX_SIGNATURE) {
            return false;
        }
        BigInteger[] numbers;
        try {
            numbers = StandardDSAEncoding.INSTANCE.decode(key.getParameters().getN(), signature);
        } catch (IOException | RuntimeException notASignature) {
            return false;
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, key);
        return signer.verifySignature(input, numbers[0], numbers[1]);
    }

    HashAlgorithm naturalHash() {
        int bits = key.getParameters().getN().bitLength();
        return bits <= 256 ? HashAlgorithm.SHA256 : bits <= 384 ? HashAlgorithm.SHA384 : HashAlgorithm.SHA512;
    }
}
