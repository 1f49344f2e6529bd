package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and signatures from a directory. */
class OciLayoutTest {

    private static final Keychain NOBODY = Keychain.anonymous();
    private static final Repository REPOSITORY = Repository.parse("registry.test/team/app");

    @TempDir
    Path root;

    private Descriptor image;
    private Descriptor signature;
    private Descriptor layer;

    @BeforeEach
    void write() throws IOException {
        layer = blob("text/plain", "layer");
        Descriptor config = blob(MediaTypes.OCI_CONFIG, "{}");
        image = blob(MediaTypes.OCI_MANIFEST, ManifestWriter.image(config, List.of(layer)));
        signature = blob(
                MediaTypes.OCI_MANIFEST,
                ManifestWriter.image(config, List.of(layer), "application/x", image, Map.of()));
        String name = "org.opencontainers.image.ref.name";
        Files.writeString(root.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(
                root.resolve("index.json"),
                ManifestWriter.index(List.of(image.withAnnotations(Map.of(name, "v1")), signature)));
    }

    private Descriptor blob(String mediaType, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Descriptor descriptor = Descriptor.of(mediaType, bytes);
        Path directory = Files.createDirectories(root.resolve("blobs/sha256"));
        Files.write(directory.resolve(descriptor.digest().hex()), bytes);
        return descriptor;
    }

    @Test
    void readsTaggedImageItsLayerAndItsReferrers() {
        OciLayout layout = OciLayout.open(root);

        assertThat(layout.resolve(REPOSITORY.tagged("v1"), NOBODY).digest()).isEqualTo(image.digest());
        assertThat(layout.blob(REPOSITORY, layer, 100, NOBODY)).asString().isEqualTo("layer");
        assertThat(layout.referrers(REPOSITORY, image.digest(), NOBODY).descriptors())
                .containsExactly(signature);
        assertThat(layout.findManifest(REPOSITORY, "v2", NOBODY)).isEmpty();
        assertThat(layout.findManifest(REPOSITORY, Digest.sha256(new byte[1]).toString(), NOBODY))
                .isEmpty();
    }

    @Test
    void refusesChangedBlob() throws IOException {
        Files.writeString(root.resolve("blobs/sha256").resolve(layer.digest().hex()), "LAYER");

        assertThatThrownBy(() -> OciLayout.open(root).blob(REPOSITORY, layer, 100, NOBODY))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.DIGEST_MISMATCH));
    }

    @Test
    void refusesDirectoryThatIsNoLayout() {
        assertThatThrownBy(() -> OciLayout.open(root.resolve("blobs")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.MALFORMED))
                .hasMessageContaining("oci-layout");
    }
}
