package dev.enforce.signing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.sigstore.log.Merkle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tree as RFC 6962 defines it. */
class MerkleTreeTest {

    private static final int LEAVES = 70;

    private final MerkleTree tree = new MerkleTree();
    private final List<byte[]> leaves = new ArrayList<>();

    MerkleTreeTest() {
        for (int i = 0; i < LEAVES; i++) {
            byte[] leaf = Merkle.leafHash(("leaf " + i).getBytes(StandardCharsets.UTF_8));
            leaves.add(leaf);
            assertThat(tree.append(leaf)).isEqualTo(i);
        }
    }

    @Test
    void everyEarlierRootStaysKnown() {
        for (int size = 0; size <= LEAVES; size++) {
            assertThat(tree.root(size)).isEqualTo(naiveRoot(leaves.subList(0, size)));
        }
    }

    @Test
    void everyLeafIsProvenInEveryTreeThatHoldsIt() {
        for (int size = 1; size <= LEAVES; size++) {
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = tree.inclusionProof(index, size);
                assertThat(Merkle.verifyInclusion(index, size, leaves.get(index), proof, tree.root(size)))
                        .isTrue();
                if (index + 1 < size) {
                    assertThat(Merkle.verifyInclusion(index + 1, size, leaves.get(index), proof, tree.root(size)))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void everyTreeIsProvenToBeABeginningOfEveryLaterOne() {
        for (int second = 1; second <= LEAVES; second++) {
            for (int first = 1; first <= second; first++) {
                List<byte[]> proof = tree.consistencyProof(first, second);
                assertThat(isConsistent(first, second, proof))
                        .as("%d to %d", first, second)
                        .isTrue();
            }
        }
    }

    @Test
    void refusesProofsOutsideTheTree() {
        assertThatThrownBy(() -> tree.inclusionProof(LEAVES, LEAVES)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.inclusionProof(0, LEAVES + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistencyProof(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] naiveRoot(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Merkle.emptyRoot();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return Merkle.nodeHash(naiveRoot(leaves.subList(0, split)), naiveRoot(leaves.subList(split, leaves.size())));
    }

    /** RFC 9162 §2.1.4.2. */
    private boolean isConsistent(long first, long second, List<byte[]> given) {
        if (first == second) {
            return given.isEmpty();
        }
        List<byte[]> proof = new ArrayList<>(given);
        if (Long.bitCount(first) == 1) {
            proof.addFirst(tree.root(first));
        }
        long node = first - 1;
        long last = second - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        byte[] old = proof.getFirst();
        byte[] fresh = proof.getFirst();
        for (byte[] hash : proof.subList(1, proof.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = Merkle.nodeHash(hash, old);
                fresh = Merkle.nodeHash(hash, fresh);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                fresh = Merkle.nodeHash(fresh, hash);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(old, tree.root(first)) && Arrays.equals(fresh, tree.root(second));
    }
}
