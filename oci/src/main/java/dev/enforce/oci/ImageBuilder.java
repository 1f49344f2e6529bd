package dev.enforce.oci;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Makes small images of one layer: for demonstrations and tests. Equal input gives an equal image. */
public final class ImageBuilder {

    private static final int BLOCK = 512;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private Platform platform = new Platform("linux", "amd64", "");

    /** An image with one text file, {@code hello.txt}. */
    public static ImageBuilder saying(String text) {
        return new ImageBuilder().file("hello.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a file at the root of the image.
     *
     * @param name at most 100 ASCII characters
     */
    public ImageBuilder file(String name, byte[] content) {
        if (name.isEmpty() || name.length() > 100 || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("a file name has 1 to 100 printable ASCII characters: " + name);
        }
        files.put(name, content.clone());
        return this;
    }

    public ImageBuilder label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    public ImageBuilder annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    public ImageBuilder platform(Platform other) {
        platform = other;
        return this;
    }

    /** Uploads layer, config and manifest, and tags the manifest. */
    public PinnedReference push(RegistryWriter writer, Repository repository, String tag, Keychain keychain) {
        byte[] tar = tar();
        Descriptor layer = writer.pushBlob(repository, MediaTypes.OCI_LAYER_GZIP, gzip(tar), keychain);
        Descriptor config = writer.pushBlob(repository, MediaTypes.OCI_CONFIG, config(Digest.sha256(tar)), keychain);
        byte[] manifest = ManifestWriter.image(config, List.of(layer), null, null, annotations)
                .getBytes(StandardCharsets.UTF_8);
        ManifestDocument pushed = writer.pushManifest(repository, tag, MediaTypes.OCI_MANIFEST, manifest, keychain);
        return new PinnedReference(repository.registry(), repository.name(), tag, pushed.digest());
    }

    private byte[] config(Digest content) {
        var root = Json.newObject()
                .put("architecture", platform.architecture())
                .put("os", platform.os())
                .put("created", "1970-01-01T00:00:00Z");
        if (!platform.variant().isEmpty()) {
            root.put("variant", platform.variant());
        }
        var config = root.putObject("config");
        if (!labels.isEmpty()) {
            var written = config.putObject("Labels");
            labels.forEach(written::put);
        }
        root.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(content.toString());
        return Json.write(root);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    private byte[] tar() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.forEach((name, content) -> {
            out.writeBytes(header(name, content.length));
            out.writeBytes(content);
            out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        });
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    /** One ustar header (POSIX.1-1988): owner root, mode 0644, time 0. */
    private static byte[] header(String name, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, octal(sum, 6));
        header[154] = 0;
        header[155] = ' ';
        return header;
    }

    private static String octal(int value, int digits) {
        String text = Integer.toOctalString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
