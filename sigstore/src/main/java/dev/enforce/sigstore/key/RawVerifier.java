package dev.enforce.sigstore.key;

/** Verification of a signature over a hash (over the data itself for Ed25519); false for anything that is not one. */
interface RawVerifier {

    boolean verify(HashAlgorithm hash, byte[] input, byte[] signature);
}
