package dev.enforce.testing.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.model.Digest;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.ServedRequest;
import dev.enforce.signing.PrivateSigstore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes what a registry was given as a folder of files that {@code FixtureRegistry} serves again. */
final class FixtureWriter {

    private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/?]+)");
    private static final int MAX_BLOB_BYTES = 1 << 20;

    private final Path folder;
    private final List<String> manifests = new ArrayList<>();

    FixtureWriter(Path folder) {
        this.folder = folder;
    }

    void file(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** Everything that was pushed, in the order in which it was first pushed. */
    void export(HttpRegistryClient client, String registry, Collection<ServedRequest> served) throws IOException {
        Map<String, String[]> pushed = new LinkedHashMap<>();
        for (ServedRequest request : served) {
            Matcher matcher = MANIFEST.matcher(request.target());
            if (request.method().equals("PUT") && request.status() == 201 && matcher.matches()) {
                pushed.put(
                        matcher.group(1) + " " + matcher.group(2), new String[] {matcher.group(1), matcher.group(2)});
            }
        }
        for (String[] one : pushed.values()) {
            Repository repository = new Repository(registry, one[0]);
            ManifestDocument manifest = client.findManifest(repository, one[1], Keychain.anonymous())
                    .orElseThrow();
            blob(manifest.digest(), manifest.bytes());
            manifests.add(String.join("\t", one[0], one[1], manifest.digest().toString(), manifest.mediaType()));
            exportBlobs(client, repository, manifest);
        }
    }

    private void exportBlobs(HttpRegistryClient client, Repository repository, ManifestDocument manifest)
            throws IOException {
        JsonNode json = JsonMapper.builder().build().readTree(manifest.bytes());
        List<JsonNode> descriptors = new ArrayList<>();
        json.path("layers").forEach(descriptors::add);
        if (json.has("config")) {
            descriptors.add(json.path("config"));
        }
        for (JsonNode one : descriptors) {
            Digest digest = Digest.parse(one.path("digest").asText());
            Descriptor descriptor = Descriptor.of(
                    one.path("mediaType").asText(), digest, one.path("size").asLong());
            blob(digest, client.blob(repository, descriptor, MAX_BLOB_BYTES, Keychain.anonymous()));
        }
    }

    private void blob(Digest digest, byte[] content) throws IOException {
        file("blobs/" + digest.hex(), content);
    }

    void trust(PrivateSigstore sigstore) throws IOException {
        text("trusted_root.json", sigstore.trustedRootJson());
        text("fulcio.pem", sigstore.fulcioCertificatesPem());
        text("tsa.pem", sigstore.timestampCertificatesPem());
        text("rekor.pub", sigstore.rekorPublicKeyPem());
        text("ctfe.pub", sigstore.certificateLogPublicKeyPem());
    }

    void expectations(List<String> rows) throws IOException {
        text("manifests.tsv", "repository\treference\tdigest\tmedia type\n" + String.join("\n", manifests) + "\n");
        text("expected.tsv", "case\twhat\tauthority\toptions\tverdict\ttext\n" + String.join("\n", rows) + "\n");
    }

    private void text(String name, String content) throws IOException {
        file(name, content.getBytes(StandardCharsets.UTF_8));
    }
}
