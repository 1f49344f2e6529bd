package dev.enforce.sigstore.notation;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** The algorithms that the specification allows; each belongs to one kind and size of key. */
enum EnvelopeAlgorithm {
    PS256(-37, VerificationKey.Kind.RSA, HashAlgorithm.SHA256, 2048),
    PS384(-38, VerificationKey.Kind.RSA, HashAlgorithm.SHA384, 3072),
    PS512(-39, VerificationKey.Kind.RSA, HashAlgorithm.SHA512, 4096),
    ES256(-7, VerificationKey.Kind.ECDSA, HashAlgorithm.SHA256, 256),
    ES384(-35, VerificationKey.Kind.ECDSA, HashAlgorithm.SHA384, 384),
    ES512(-36, VerificationKey.Kind.ECDSA, HashAlgorithm.SHA512, 521);

    private final long coseLabel;
    private final VerificationKey.Kind kind;
    private final HashAlgorithm hash;
    private final int keyBits;

    EnvelopeAlgorithm(long coseLabel, VerificationKey.Kind kind, HashAlgorithm hash, int keyBits) {
        this.coseLabel = coseLabel;
        this.kind = kind;
        this.hash = hash;
        this.keyBits = keyBits;
    }

    static Optional<EnvelopeAlgorithm> find(String joseName) {
        return Arrays.stream(values()).filter(a -> a.name().equals(joseName)).findFirst();
    }

    static Optional<EnvelopeAlgorithm> find(long coseLabel) {
        return Arrays.stream(values()).filter(a -> a.coseLabel == coseLabel).findFirst();
    }

    /** Whether a key of this kind and size has to use this algorithm. */
    boolean isOf(VerificationKey key) {
        return key.kind() == kind
                && switch (key.kind()) {
                    case RSA -> modulusBits(key) == keyBits;
                    case ECDSA -> key.naturalHash() == hash;
                    case ED25519 -> false;
                };
    }

    boolean verify(VerificationKey key, byte[] data, byte[] signature) {
        return switch (kind) {
            case RSA -> key.verifyPss(hash, data, signature);
            case ECDSA -> {
                int half = (keyBits + 7) / 8;
                yield signature.length == 2 * half && key.verify(hash, data, der(signature, half));
            }
            case ED25519 -> false;
        };
    }

    /** Two numbers of fixed length as the DER that the rest of this module verifies. */
    private static byte[] der(byte[] raw, int half) {
        byte[] r = integer(Arrays.copyOf(raw, half));
        byte[] s = integer(Arrays.copyOfRange(raw, half, raw.length));
        byte[] both = Arrays.copyOf(r, r.length + s.length);
        System.arraycopy(s, 0, both, r.length, s.length);
        return Der.encode(Der.SEQUENCE, both);
    }

    private static byte[] integer(byte[] unsigned) {
        return Der.encode(Der.INTEGER, new BigInteger(1, unsigned).toByteArray());
    }

    private static int modulusBits(VerificationKey key) {
        Der info = Der.only(key.encoded(), Der.SEQUENCE).inside();
        info.next(Der.SEQUENCE);
        byte[] bits = info.next(Der.BIT_STRING).content();
        if (bits.length < 2) {
            throw new MalformedException("malformed RSA key");
        }
        Der numbers =
                Der.only(Arrays.copyOfRange(bits, 1, bits.length), Der.SEQUENCE).inside();
        return new BigInteger(1, numbers.next(Der.INTEGER).content()).bitLength();
    }
}
