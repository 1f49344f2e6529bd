package dev.enforce.sigstore.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTest {

    @Test
    void provesEveryLeafOfEveryTreeAndNothingElse() {
        for (int size = 1; size <= 33; size++) {
            byte[] root = root(0, size);
            for (int index = 0; index < size; index++) {
                List<byte[]> proof = path(index, 0, size);
                byte[] leaf = leaf(index);
                assertThat(Merkle.verifyInclusion(index, size, leaf, proof, root))
                        .isTrue();
                assertThat(Merkle.verifyInclusion(index + 1L, size, leaf, proof, root))
                        .isFalse();
                assertThat(Merkle.verifyInclusion(index, size, leaf(99), proof, root))
                        .isFalse();
                List<byte[]> longer = new ArrayList<>(proof);
                longer.add(leaf);
                assertThat(Merkle.verifyInclusion(index, size, leaf, longer, root))
                        .isFalse();
                if (!proof.isEmpty()) {
                    assertThat(Merkle.verifyInclusion(index, size, leaf, proof.subList(1, proof.size()), root))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void refusesNumbersOutOfRange() {
        byte[] leaf = leaf(0);
        assertThat(Merkle.verifyInclusion(-1, 1, leaf, List.of(), leaf)).isFalse();
        assertThat(Merkle.verifyInclusion(0, 0, leaf, List.of(), leaf)).isFalse();
        assertThat(Merkle.verifyInclusion(0, 2, leaf, List.of(new byte[31]), leaf))
                .isFalse();
    }

    private static byte[] leaf(int index) {
        return Merkle.leafHash(new byte[] {(byte) index});
    }

    private static byte[] root(int from, int to) {
        if (to - from == 1) {
            return leaf(from);
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        return Merkle.nodeHash(root(from, middle), root(middle, to));
    }

    private static List<byte[]> path(int index, int from, int to) {
        if (to - from == 1) {
            return List.of();
        }
        int middle = from + Integer.highestOneBit(to - from - 1);
        List<byte[]> path = new ArrayList<>(index < middle ? path(index, from, middle) : path(index, middle, to));
        path.add(index < middle ? root(middle, to) : root(from, middle));
        return path;
    }
}
