package dev.enforce.sigstore.log;

import dev.enforce.sigstore.key.HashAlgorithm;
import java.security.MessageDigest;
import java.util.List;

/** Hashes and inclusion proofs of a Merkle tree as RFC 6962 §2.1 defines it, with SHA-256. */
public final class Merkle {

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};
    private static final int MAX_PROOF = 63;

    private Merkle() {}

    public static byte[] leafHash(byte[] entry) {
        return HashAlgorithm.SHA256.hash(LEAF, entry);
    }

    public static byte[] nodeHash(byte[] left, byte[] right) {
        return HashAlgorithm.SHA256.hash(NODE, left, right);
    }

    /** The root of the empty tree. */
    public static byte[] emptyRoot() {
        return HashAlgorithm.SHA256.hash();
    }

    /**
     * Whether the proof shows that a leaf stands at this index of the tree of this size and root. False for whatever
     * is not a proof.
     */
    public static boolean verifyInclusion(long index, long size, byte[] leafHash, List<byte[]> proof, byte[] root) {
        if (index < 0 || index >= size || proof.size() > MAX_PROOF) {
            return false;
        }
        byte[] hash = leafHash;
        long node = index;
        long last = size - 1;
        for (byte[] sibling : proof) {
            if (last == 0 || sibling.length != 32) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = nodeHash(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                hash = nodeHash(hash, sibling);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }
}
