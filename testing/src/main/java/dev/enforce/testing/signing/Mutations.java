package dev.enforce.testing.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.Referrers;
import dev.enforce.oci.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Derives images with broken signatures from genuine fixtures, in repositories of their own. */
public final class Mutations {

    private static final Keychain NOBODY = Keychain.anonymous();
    private static final int MAX_BLOB_BYTES = 4 << 20;

    private final FixtureRegistry fixtures;
    private final HttpRegistryClient client;

    public Mutations(FixtureRegistry fixtures) {
        this.fixtures = fixtures;
        this.client = fixtures.client();
    }

    /** The same image whose legacy signatures all have the defect. */
    public PinnedReference legacy(String name, Mutation mutation) {
        PinnedReference image = fixtures.image(name);
        Repository from = Repository.of(image);
        PinnedReference copy = copyImage(name, image, mutation.name());
        ManifestDocument signatures =
                client.findManifest(from, tag(image, ".sig"), NOBODY).orElseThrow();
        ObjectNode manifest = (ObjectNode) FixtureRegistry.parse(signatures.bytes());
        for (JsonNode layer : manifest.path("layers")) {
            byte[] payload = client.blob(from, descriptor(layer), MAX_BLOB_BYTES, NOBODY);
            ObjectNode annotations = (ObjectNode) layer.path("annotations");
            Mutation.Legacy mutated = mutation.apply(new Mutation.Legacy(annotations, payload));
            Descriptor pushed = client.writer()
                    .pushBlob(Repository.of(copy), layer.path("mediaType").asText(), mutated.payload(), NOBODY);
            ((ObjectNode) layer)
                    .put("digest", pushed.digest().toString())
                    .put("size", pushed.size())
                    .set("annotations", mutated.annotations());
        }
        copyConfig(from, Repository.of(copy), manifest);
        push(copy, tag(image, ".sig"), signatures.mediaType(), manifest);
        return copy;
    }

    /** The image of one case under the genuine legacy signatures of another. */
    public PinnedReference legacySignaturesOf(String signed, String unsigned) {
        PinnedReference source = fixtures.image(signed);
        PinnedReference target = fixtures.image(unsigned);
        PinnedReference copy = copyImage(unsigned, target, "signatures-of-" + signed);
        ManifestDocument signatures = client.findManifest(Repository.of(source), tag(source, ".sig"), NOBODY)
                .orElseThrow();
        ObjectNode manifest = (ObjectNode) FixtureRegistry.parse(signatures.bytes());
        copyBlobs(Repository.of(source), Repository.of(copy), manifest);
        push(copy, tag(target, ".sig"), signatures.mediaType(), manifest);
        return copy;
    }

    /** The same image whose bundles all have the defect. */
    public PinnedReference bundles(String name, Mutation mutation) {
        PinnedReference image = fixtures.image(name);
        PinnedReference copy = copyImage(name, image, mutation.name());
        for (Descriptor referrer : referrers(image).descriptors()) {
            ObjectNode manifest = manifest(image, referrer);
            JsonNode layer = manifest.path("layers").path(0);
            byte[] content = client.blob(Repository.of(image), descriptor(layer), MAX_BLOB_BYTES, NOBODY);
            ObjectNode mutated = mutation.apply((ObjectNode) FixtureRegistry.parse(content));
            byte[] bytes = mutated.toString().getBytes(StandardCharsets.UTF_8);
            Descriptor pushed = client.writer()
                    .pushBlob(Repository.of(copy), layer.path("mediaType").asText(), bytes, NOBODY);
            ((ObjectNode) layer).put("digest", pushed.digest().toString()).put("size", pushed.size());
            copyConfig(Repository.of(image), Repository.of(copy), manifest);
            push(copy, null, manifest.path("mediaType").asText(), manifest);
        }
        return copy;
    }

    /** The image of one case with the genuine bundles of another, as if they were about it. */
    public PinnedReference bundlesOf(String signed, String unsigned) {
        PinnedReference source = fixtures.image(signed);
        PinnedReference target = fixtures.image(unsigned);
        PinnedReference copy = copyImage(unsigned, target, "bundles-of-" + signed);
        ManifestDocument image = client.findManifest(
                        Repository.of(target), target.digest().toString(), NOBODY)
                .orElseThrow();
        for (Descriptor referrer : referrers(source).descriptors()) {
            ObjectNode manifest = manifest(source, referrer);
            copyBlobs(Repository.of(source), Repository.of(copy), manifest);
            ((ObjectNode) manifest.path("subject"))
                    .put("digest", target.digest().toString())
                    .put("size", image.size());
            push(copy, null, manifest.path("mediaType").asText(), manifest);
        }
        return copy;
    }

    private Referrers referrers(PinnedReference image) {
        return client.referrers(Repository.of(image), image.digest(), NOBODY);
    }

    private ObjectNode manifest(PinnedReference image, Descriptor referrer) {
        ManifestDocument document = client.findManifest(
                        Repository.of(image), referrer.digest().toString(), NOBODY)
                .orElseThrow();
        return (ObjectNode) FixtureRegistry.parse(document.bytes());
    }

    private PinnedReference copyImage(String name, PinnedReference image, String suffix) {
        Repository to = new Repository(fixtures.registry(), "mutated/" + name + "-" + suffix.toLowerCase(Locale.ROOT));
        ManifestDocument document = client.findManifest(
                        Repository.of(image), image.digest().toString(), NOBODY)
                .orElseThrow();
        copyBlobs(Repository.of(image), to, (ObjectNode) FixtureRegistry.parse(document.bytes()));
        client.writer().pushManifest(to, "1", document.mediaType(), document.bytes(), NOBODY);
        return new PinnedReference(to.registry(), to.name(), "1", image.digest());
    }

    private void copyBlobs(Repository from, Repository to, ObjectNode manifest) {
        copyConfig(from, to, manifest);
        manifest.path("layers").forEach(layer -> copyBlob(from, to, layer));
    }

    private void copyConfig(Repository from, Repository to, ObjectNode manifest) {
        copyBlob(from, to, manifest.path("config"));
    }

    private void copyBlob(Repository from, Repository to, JsonNode descriptor) {
        byte[] content = client.blob(from, descriptor(descriptor), MAX_BLOB_BYTES, NOBODY);
        client.writer().pushBlob(to, descriptor.path("mediaType").asText(), content, NOBODY);
    }

    private void push(
            PinnedReference image,
            @org.jspecify.annotations.Nullable String tag,
            String mediaType,
            ObjectNode manifest) {
        byte[] bytes = manifest.toString().getBytes(StandardCharsets.UTF_8);
        client.writer().pushManifest(Repository.of(image), tag, mediaType, bytes, NOBODY);
    }

    private static Descriptor descriptor(JsonNode json) {
        return Descriptor.of(
                json.path("mediaType").asText(),
                Digest.parse(json.path("digest").asText()),
                json.path("size").asLong());
    }

    private static String tag(PinnedReference image, String suffix) {
        return "sha256-" + image.digest().hex() + suffix;
    }
}
