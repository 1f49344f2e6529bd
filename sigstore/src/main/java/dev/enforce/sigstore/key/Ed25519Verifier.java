package dev.enforce.sigstore.key;

import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Pure Ed25519. */
final class Ed25519Verifier implements RawVerifier {

    private final Ed25519PublicKeyParameters key;

    Ed25519Verifier(Ed25519PublicKeyParameters key) {
        this.key = key;
    }

    @Override
    public boolean verify(HashAlgorithm hash, byte[] input, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && key.verify(Ed25519.Algorithm.Ed25519, null, input, 0, input.length, signature, 0);
    }
}
