package dev.enforce.signing.log;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.storage.DataDirectory;
import dev.enforce.signing.storage.Journal;
import dev.enforce.sigstore.log.Merkle;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * An append-only list of bodies under a Merkle tree. An entry is in the tree only after its record is on
 * the disk, so that nothing that was answered is ever lost.
 */
public final class TransparencyLog implements AutoCloseable {

    /** One body, with the time at which it was taken in, to the second. */
    public record Entry(long index, byte[] body, Instant integrated) {}

    /** That an entry is in the tree of {@code treeSize} entries whose root is {@code root}. */
    public record InclusionProof(long index, long treeSize, byte[] root, List<byte[]> hashes) {}

    /** The tree at one moment. */
    public record Head(long size, byte[] root) {}

    /** Where a body went. */
    public record Appended(Entry entry, boolean isNew) {}

    private final MerkleTree tree = new MerkleTree();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> indexOfLeaf = new HashMap<>();
    private final Journal journal;
    private final InstantSource clock;
    private final BiConsumer<Entry, byte[]> onEntry;

    private TransparencyLog(
            DataDirectory directory, String name, InstantSource clock, BiConsumer<Entry, byte[]> onEntry) {
        this.clock = clock;
        this.onEntry = onEntry;
        this.journal = directory.journal(name, this::replay);
    }

    /**
     * Opens or creates a log.
     *
     * @param onEntry told of every entry with its leaf hash, in order, also of those that were there
     */
    public static TransparencyLog open(
            DataDirectory directory, String name, InstantSource clock, BiConsumer<Entry, byte[]> onEntry) {
        return new TransparencyLog(directory, name, clock, onEntry);
    }

    private synchronized void replay(byte[] record) {
        ByteBuffer buffer = ByteBuffer.wrap(record);
        if (buffer.remaining() < Long.BYTES) {
            throw new SigningException(SigningException.Code.STORAGE, "a log record is too short");
        }
        Instant integrated = Instant.ofEpochSecond(buffer.getLong());
        byte[] body = new byte[buffer.remaining()];
        buffer.get(body);
        take(body, integrated);
    }

    /** Appends a body; an equal body that is there already is returned instead. */
    public synchronized Appended append(byte[] body) {
        Long known = indexOfLeaf.get(HexFormat.of().formatHex(Merkle.leafHash(body)));
        if (known != null) {
            return new Appended(entries.get(Math.toIntExact(known)), false);
        }
        Instant integrated = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        journal.append(ByteBuffer.allocate(Long.BYTES + body.length)
                .putLong(integrated.getEpochSecond())
                .put(body)
                .array());
        return new Appended(take(body, integrated), true);
    }

    private Entry take(byte[] body, Instant integrated) {
        byte[] leaf = Merkle.leafHash(body);
        Entry entry = new Entry(tree.append(leaf), body, integrated);
        entries.add(entry);
        indexOfLeaf.put(HexFormat.of().formatHex(leaf), entry.index());
        onEntry.accept(entry, leaf);
        return entry;
    }

    public synchronized Optional<Entry> find(long index) {
        return index >= 0 && index < entries.size() ? Optional.of(entries.get((int) index)) : Optional.empty();
    }

    public synchronized Optional<Entry> findByLeaf(String leafHashHex) {
        return Optional.ofNullable(indexOfLeaf.get(leafHashHex)).map(index -> entries.get(Math.toIntExact(index)));
    }

    public synchronized Head head() {
        return new Head(tree.size(), tree.root(tree.size()));
    }

    public synchronized byte[] root(long size) {
        return tree.root(size);
    }

    /** Proves an entry in the tree as it is now. */
    public synchronized InclusionProof prove(long index) {
        long size = tree.size();
        return new InclusionProof(index, size, tree.root(size), tree.inclusionProof(index, size));
    }

    public synchronized List<byte[]> proveConsistency(long first, long second) {
        return tree.consistencyProof(first, second);
    }

    /** The complete nodes of a height from {@code first} on, at most {@code count}. */
    public synchronized List<byte[]> nodes(int height, long first, int count) {
        long available = tree.nodeCount(height) - first;
        return available <= 0 ? List.of() : tree.nodes(height, first, (int) Math.min(available, count));
    }

    public synchronized List<Entry> entries(long first, int count) {
        if (first >= entries.size()) {
            return List.of();
        }
        return List.copyOf(entries.subList((int) first, (int) Math.min(first + count, entries.size())));
    }

    @Override
    public void close() {
        journal.close();
    }
}
