package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What signed metadata says of another file; length and hash are optional between metadata, required for targets. */
record FileInfo(
        long version,
        @Nullable Long length,
        @Nullable Digest sha256,
        @Nullable Digest sha512) {

    static FileInfo parse(JsonNode node) {
        JsonNode hashes = node.path("hashes");
        return new FileInfo(
                node.path("version").asLong(0),
                node.path("length").canConvertToLong() ? node.path("length").longValue() : null,
                digest("sha256", hashes),
                digest("sha512", hashes));
    }

    static Optional<FileInfo> of(JsonNode map, String name) {
        Iterator<Map.Entry<String, JsonNode>> entries = map.properties().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            if (entry.getKey().equals(name) && entry.getValue().isObject()) {
                return Optional.of(parse(entry.getValue()));
            }
        }
        return Optional.empty();
    }

    /** @throws TufException with {@link TufException.Code#CONTENT_MISMATCH} */
    void requireContent(String name, byte[] content) {
        boolean fits = (length == null || length == content.length)
                && (sha256 == null || sha256.matches(content))
                && (sha512 == null || sha512.matches(content));
        if (!fits) {
            throw new TufException(TufException.Code.CONTENT_MISMATCH, name + " is not what the signed metadata names");
        }
    }

    /** @throws TufException with {@link TufException.Code#MALFORMED} if the metadata names no hash */
    Digest requireHash(String name) {
        Digest hash = sha256 != null ? sha256 : sha512;
        if (hash == null || length == null) {
            throw new TufException(TufException.Code.MALFORMED, "the target " + name + " has no length and hash");
        }
        return hash;
    }

    private static @Nullable Digest digest(String algorithm, JsonNode hashes) {
        String hex = hashes.path(algorithm).asText("");
        return hex.isEmpty() ? null : Digest.tryParse(algorithm + ":" + hex).orElseThrow(() -> malformed(algorithm));
    }

    private static TufException malformed(String algorithm) {
        return new TufException(TufException.Code.MALFORMED, "not a " + algorithm + " hash in signed metadata");
    }
}
