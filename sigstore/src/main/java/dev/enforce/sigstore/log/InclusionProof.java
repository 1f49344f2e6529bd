package dev.enforce.sigstore.log;

import java.util.List;

/**
 * Proof that an entry is in a tree.
 *
 * @param logIndex index inside the shard; not comparable with the entry's own index
 * @param checkpoint the signed note
 */
public record InclusionProof(long logIndex, byte[] rootHash, long treeSize, List<byte[]> hashes, String checkpoint) {
    public InclusionProof {
        hashes = List.copyOf(hashes);
    }
}
