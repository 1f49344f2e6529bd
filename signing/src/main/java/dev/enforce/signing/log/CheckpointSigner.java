package dev.enforce.signing.log;

import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.sigstore.log.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Signs checkpoints: notes of origin, size and root.
 *
 * @param origin first line of the note
 * @param name what the signature line names
 */
public record CheckpointSigner(String origin, String name, SigningKey key) {

    private static final byte[] ED25519_KIND = {'\n', 1};
    private static final int ED25519_BYTES = 32;
    private static final int HINT_BYTES = 4;

    public String sign(TransparencyLog.Head head) {
        return sign(head.size(), head.root());
    }

    public String sign(long size, byte[] root) {
        String body = Checkpoint.bodyOf(origin, size, root);
        byte[] signature = key.sign(body.getBytes(StandardCharsets.UTF_8));
        byte[] hint = Arrays.copyOf(keyId(), HINT_BYTES);
        return Checkpoint.note(body, List.of(new Checkpoint.NoteSignature(name, hint, signature)));
    }

    /** The whole key id; its first four bytes are the hint of the signature line. */
    public byte[] keyId() {
        byte[] spki = key.spki();
        if (key.kind() != KeyKind.ED25519) {
            return Hashes.sha256(spki);
        }
        byte[] raw = Arrays.copyOfRange(spki, spki.length - ED25519_BYTES, spki.length);
        return Hashes.sha256(name.getBytes(StandardCharsets.UTF_8), ED25519_KIND, raw);
    }
}
