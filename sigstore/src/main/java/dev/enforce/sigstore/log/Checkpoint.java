package dev.enforce.sigstore.log;

import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A checkpoint: the size and root of a log's tree, as a signed note.
 *
 * @param body the signed text, up to and with the line break before the empty line
 * @param origin name of the log
 * @param size number of leaves
 * @param rootHash root of the tree
 * @param signatures every signature line, the log's and those of witnesses
 */
public record Checkpoint(String body, String origin, long size, byte[] rootHash, List<NoteSignature> signatures) {

    private static final int MAX_TEXT = 64 << 10;
    private static final int MAX_SIGNATURES = 64;
    private static final String SIGNATURE_START = "\u2014 ";

    /**
     * One signature line.
     *
     * @param hint the first four bytes of a hash of the key
     */
    public record NoteSignature(String name, byte[] hint, byte[] signature) {}

    /**
     * Reads a signed note.
     *
     * @throws MalformedException if it is none
     */
    public static Checkpoint parse(String note) {
        if (note.length() > MAX_TEXT) {
            throw new MalformedException("checkpoint longer than " + MAX_TEXT + " characters");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0) {
            throw new MalformedException("checkpoint without signatures");
        }
        String body = note.substring(0, split + 1);
        String[] lines = body.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty()) {
            throw new MalformedException("checkpoint with too few lines");
        }
        byte[] root = Base64Text.decode(lines[2]);
        if (root.length != 32) {
            throw new MalformedException("checkpoint with a root hash of " + root.length + " bytes");
        }
        return new Checkpoint(body, lines[0], size(lines[1]), root, signatures(note.substring(split + 2)));
    }

    /** The text to sign for a tree. */
    public static String bodyOf(String origin, long size, byte[] rootHash) {
        return origin + "\n" + size + "\n" + Base64Text.encode(rootHash) + "\n";
    }

    /** The signed note: the text, an empty line, one line for each signature. */
    public static String note(String body, List<NoteSignature> signatures) {
        StringBuilder note = new StringBuilder(body).append('\n');
        for (NoteSignature signature : signatures) {
            byte[] blob = Arrays.copyOf(signature.hint(), 4 + signature.signature().length);
            System.arraycopy(signature.signature(), 0, blob, 4, signature.signature().length);
            note.append(SIGNATURE_START)
                    .append(signature.name())
                    .append(' ')
                    .append(Base64Text.encode(blob))
                    .append('\n');
        }
        return note.toString();
    }

    /** The hint of a log's key: of its name and raw key for Ed25519, of its encoding for others. */
    public static byte[] keyHint(String name, VerificationKey key) {
        byte[] hash = switch (key.kind()) {
            case ED25519 ->
                HashAlgorithm.SHA256.hash(
                        name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', 1}, key.rawEd25519());
            case ECDSA, RSA -> key.fingerprint();
        };
        return Arrays.copyOf(hash, 4);
    }

    /** Whether one of the signatures is this key's. Lines of others, such as witnesses, are not looked at. */
    public boolean isSignedBy(VerificationKey key) {
        byte[] signed = body.getBytes(StandardCharsets.UTF_8);
        for (NoteSignature signature : signatures) {
            if (signature.name().equals(origin(signature.name()))
                    && Arrays.equals(signature.hint(), keyHint(signature.name(), key))
                    && key.verify(HashAlgorithm.SHA256, signed, signature.signature())) {
                return true;
            }
        }
        return false;
    }

    /** The origin of a first-generation log is {@code name - treeID}; its signature line has the name alone. */
    private String origin(String name) {
        return origin.equals(name) || origin.startsWith(name + " - ") ? name : origin;
    }

    private static long size(String text) {
        if (text.isEmpty()
                || text.length() > 19
                || (text.length() > 1 && text.charAt(0) == '0')
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new MalformedException("checkpoint with a size that is no number");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException("checkpoint with a size that is no 64-bit number", e);
        }
    }

    private static List<NoteSignature> signatures(String text) {
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            int space = line.lastIndexOf(' ');
            if (!line.startsWith(SIGNATURE_START) || space <= SIGNATURE_START.length()) {
                throw new MalformedException("checkpoint with a malformed signature line");
            }
            if (signatures.size() == MAX_SIGNATURES) {
                throw new MalformedException("checkpoint with more than " + MAX_SIGNATURES + " signatures");
            }
            byte[] blob = Base64Text.decode(line.substring(space + 1));
            if (blob.length < 5) {
                throw new MalformedException("checkpoint with a signature that is too short");
            }
            signatures.add(new NoteSignature(
                    line.substring(SIGNATURE_START.length(), space),
                    Arrays.copyOf(blob, 4),
                    Arrays.copyOfRange(blob, 4, blob.length)));
        }
        if (signatures.isEmpty()) {
            throw new MalformedException("checkpoint without signatures");
        }
        return List.copyOf(signatures);
    }
}
