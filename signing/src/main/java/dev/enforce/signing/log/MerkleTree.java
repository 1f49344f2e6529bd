package dev.enforce.signing.log;

import dev.enforce.sigstore.log.Merkle;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree that only grows (RFC 6962 §2.1). Every complete node is kept, so that a proof costs a
 * number of steps logarithmic in the size. Not safe for use by several threads.
 */
public final class MerkleTree {

    /** {@code levels.get(h).get(i)} covers the leaves from {@code i << h}, {@code 1 << h} of them. */
    private final List<List<byte[]>> levels = new ArrayList<>();

    public long size() {
        return levels.isEmpty() ? 0 : levels.getFirst().size();
    }

    /** Appends a leaf and returns its index. */
    public long append(byte[] leafHash) {
        long index = size();
        byte[] hash = leafHash;
        for (int height = 0; ; height++) {
            if (height == levels.size()) {
                levels.add(new ArrayList<>());
            }
            List<byte[]> level = levels.get(height);
            level.add(hash);
            if (level.size() % 2 != 0) {
                return index;
            }
            hash = Merkle.nodeHash(level.get(level.size() - 2), hash);
        }
    }

    public byte[] leaf(long index) {
        return levels.getFirst().get(Math.toIntExact(index));
    }

    /** Complete nodes of one height, from {@code first} on: what a tile holds. */
    List<byte[]> nodes(int height, long first, int count) {
        return List.copyOf(levels.get(height).subList(Math.toIntExact(first), Math.toIntExact(first + count)));
    }

    /** How many complete nodes of a height there are. */
    long nodeCount(int height) {
        return height < levels.size() ? levels.get(height).size() : 0;
    }

    /** The root over the first {@code size} leaves. */
    public byte[] root(long size) {
        requireSize(size);
        return size == 0 ? Merkle.emptyRoot() : hash(0, size);
    }

    /** The audit path of a leaf in the tree of the first {@code size} leaves, from the leaf upwards. */
    public List<byte[]> inclusionProof(long index, long size) {
        requireSize(size);
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
        }
        List<byte[]> path = new ArrayList<>();
        collectPath(index, 0, size, path);
        return path;
    }

    /** What proves that the tree of {@code first} leaves is a beginning of the tree of {@code second}. */
    public List<byte[]> consistencyProof(long first, long second) {
        requireSize(second);
        if (first < 0 || first > second) {
            throw new IllegalArgumentException(first + " is not between 0 and " + second);
        }
        List<byte[]> proof = new ArrayList<>();
        if (first > 0 && first < second) {
            collectConsistency(first, 0, second, true, proof);
        }
        return proof;
    }

    private void collectPath(long index, long from, long to, List<byte[]> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            collectPath(index, from, middle, path);
            path.add(hash(middle, to));
        } else {
            collectPath(index, middle, to, path);
            path.add(hash(from, middle));
        }
    }

    private void collectConsistency(long size, long from, long to, boolean complete, List<byte[]> proof) {
        if (size == to) {
            if (!complete) {
                proof.add(hash(from, to));
            }
            return;
        }
        long middle = from + split(to - from);
        if (size <= middle) {
            collectConsistency(size, from, middle, complete, proof);
            proof.add(hash(middle, to));
        } else {
            collectConsistency(size, middle, to, false, proof);
            proof.add(hash(from, middle));
        }
    }

    private byte[] hash(long from, long to) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            int height = Long.numberOfTrailingZeros(count);
            return levels.get(height).get(Math.toIntExact(from >> height));
        }
        long middle = from + split(count);
        return Merkle.nodeHash(hash(from, middle), hash(middle, to));
    }

    /** The largest power of two below a number greater than one. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }

    private void requireSize(long size) {
        if (size < 0 || size > size()) {
            throw new IllegalArgumentException("there is no tree of " + size + " leaves yet");
        }
    }
}
