package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.model.Digest;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every registry and the client together must do. */
abstract class RegistryContract {

    static final Keychain NOBODY = Keychain.anonymous();
    private static final String ARTIFACT = "application/vnd.example.signature.v1";

    final HttpRegistryClient client = HttpRegistryClient.create();
    final RegistryWriter writer = client.writer();

    /** Host and port. */
    abstract String registry();

    /** Where the registry keeps referrers. */
    abstract Referrers.Origin origin();

    @AfterEach
    void closeClient() {
        client.close();
    }

    Repository repository() {
        return new Repository(registry(), "team/" + getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
    }

    PinnedReference push(String tag, String text) {
        return ImageBuilder.saying(text).push(writer, repository(), tag, NOBODY);
    }

    Digest attach(PinnedReference image, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        Descriptor layer = writer.pushBlob(repository(), "text/plain", payload, NOBODY);
        Descriptor config = writer.pushBlob(repository(), MediaTypes.OCI_EMPTY, new byte[] {'{', '}'}, NOBODY);
        ManifestDocument subject = client.manifest(repository(), image.digest().toString(), NOBODY);
        String document =
                ManifestWriter.image(config, List.of(layer), ARTIFACT, subject.descriptor(), Map.of("note", text));
        return writer.pushManifest(
                        repository(), null, MediaTypes.OCI_MANIFEST, document.getBytes(StandardCharsets.UTF_8), NOBODY)
                .digest();
    }

    @Test
    void resolvesTagToTheDigestThatWasPushed() {
        PinnedReference pushed = push("v1", "resolve");

        assertThat(client.resolve(repository().tagged("v1"), NOBODY)).isEqualTo(pushed);
    }

    @Test
    void resolvesReferenceWithDigestWithoutAsking() {
        ImageReference reference = ImageReference.parse("nowhere.invalid/a/b:v1@" + Digest.sha256(new byte[0]));

        assertThat(client.resolve(reference, NOBODY).digest()).isEqualTo(reference.digest());
    }

    @Test
    void namesTagThatDoesNotExist() {
        push("v1", "exists");

        assertThatThrownBy(() -> client.resolve(repository().tagged("absent"), NOBODY))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND))
                .hasMessageContaining(registry())
                .hasMessageContaining(":absent")
                .hasMessageContaining("MANIFEST_UNKNOWN");
    }

    @Test
    void readsManifestConfigAndLayer() {
        PinnedReference pushed = push("whole", "read me");

        ManifestDocument document = client.manifest(repository(), "whole", NOBODY);
        var image = (Manifest.ImageManifest) document.parse();
        byte[] config = client.blob(repository(), image.config(), 1 << 20, NOBODY);
        byte[] layer = client.readBlob(
                repository(), image.layers().getFirst(), 1 << 20, NOBODY, in -> new GZIPInputStream(in).readAllBytes());

        assertThat(document.digest()).isEqualTo(pushed.digest());
        assertThat(new String(config, StandardCharsets.UTF_8)).contains("\"architecture\":\"amd64\"");
        assertThat(new String(layer, StandardCharsets.ISO_8859_1)).contains("read me");
    }

    @Test
    void findsNothingUnderAbsentTagOrDigest() {
        push("v1", "find");

        assertThat(client.findManifest(repository(), "sha256-0000.sig", NOBODY)).isEmpty();
        assertThat(client.findManifest(repository(), Digest.sha256(new byte[3]).toString(), NOBODY))
                .isEmpty();
    }

    @Test
    void revalidatesUnchangedChangedAndAbsentTags() {
        PinnedReference first = push("moving", "one");
        assertThat(client.revalidate(repository(), "moving", first.digest(), NOBODY))
                .isEqualTo(new Revalidation.Unchanged());

        PinnedReference second = push("moving", "two");
        assertThat(client.revalidate(repository(), "moving", first.digest(), NOBODY))
                .isInstanceOfSatisfying(
                        Revalidation.Changed.class,
                        changed -> assertThat(changed.manifest().digest()).isEqualTo(second.digest()));
        assertThat(client.revalidate(repository(), "never", null, NOBODY)).isEqualTo(new Revalidation.Absent());
        assertThat(client.revalidate(repository(), "never", first.digest(), NOBODY))
                .isEqualTo(new Revalidation.Absent());
    }

    @Test
    void listsWhatRefersToAnImage() {
        PinnedReference image = push("signed", "subject");
        Digest first = attach(image, "first");
        Digest second = attach(image, "second");

        Referrers referrers = client.referrers(repository(), image.digest(), NOBODY);

        assertThat(referrers.origin()).isEqualTo(origin());
        assertThat(referrers.descriptors()).extracting(Descriptor::digest).containsExactlyInAnyOrder(first, second);
        assertThat(referrers.descriptors()).extracting(Descriptor::artifactType).containsOnly(ARTIFACT);
    }

    @Test
    void listsNoReferrersOfAnImageWithoutAny() {
        PinnedReference image = push("alone", "alone");

        assertThat(client.referrers(repository(), image.digest(), NOBODY).isEmpty())
                .isTrue();
    }

    @Test
    void readsLargeBlobWhole() {
        byte[] content = new byte[3 << 20];
        new java.util.Random(7).nextBytes(content);
        Descriptor blob = writer.pushBlob(repository(), "application/octet-stream", content, NOBODY);

        assertThat(client.blob(repository(), blob, 4 << 20, NOBODY)).isEqualTo(content);
        byte[] begin = client.readBlob(repository(), blob, 4 << 20, NOBODY, in -> in.readNBytes(10));
        assertThat(begin).hasSize(10);
    }

    @Test
    void refusesBlobThatIsLargerThanTheCallerTakes() {
        Descriptor blob = writer.pushBlob(repository(), "application/octet-stream", new byte[100], NOBODY);

        assertThatThrownBy(() -> client.blob(repository(), blob, 99, NOBODY))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
    }

    @Test
    void indexResolvesToItselfAndNotToOneOfItsImages() {
        PinnedReference image = push("amd64", "one platform");
        Descriptor entry =
                client.manifest(repository(), image.digest().toString(), NOBODY).descriptor();
        byte[] index = ManifestWriter.index(List.of(entry)).getBytes(StandardCharsets.UTF_8);
        writer.pushManifest(repository(), "multi", MediaTypes.OCI_INDEX, index, NOBODY);

        assertThat(client.resolve(repository().tagged("multi"), NOBODY).digest())
                .isEqualTo(Digest.sha256(index));
    }
}
