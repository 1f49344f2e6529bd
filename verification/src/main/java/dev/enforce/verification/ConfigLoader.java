package dev.enforce.verification;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Manifest;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.MediaTypes;
import dev.enforce.oci.RegistryClient;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Repository;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the configs of an image: its own, or those of all manifests below an index. Bounded in number, depth and size;
 * since everything is under a digest, nothing is asked twice as long as the cache has it.
 */
final class ConfigLoader {

    private static final int MAX_MANIFESTS = 64;
    /** What attestations that a builder put beside its images say of themselves. */
    private static final String NO_PLATFORM = "unknown/unknown";

    private static final int MAX_DEPTH = 4;
    private static final long MAX_CONFIG_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final RegistryClient registry;
    private final EvidenceCache blobs;

    ConfigLoader(RegistryClient registry, EvidenceCache blobs) {
        this.registry = registry;
        this.blobs = blobs;
    }

    ConfigFiles load(PinnedReference image, Keychain keychain, Deadline deadline) {
        Work work = new Work(Repository.of(image), registry.withDeadline(deadline), keychain);
        try {
            work.manifest(image.digest(), 0);
            return new ConfigFiles.Read(work.configs);
        } catch (RegistryException problem) {
            return new ConfigFiles.Unread(String.valueOf(problem.getMessage()));
        } catch (IOException e) {
            return new ConfigFiles.Unread("a config of " + image.name() + " is no JSON");
        }
    }

    /** Reading for one image. */
    private final class Work {
        private final Repository repository;
        private final RegistryClient client;
        private final Keychain keychain;
        private final SortedMap<String, JsonNode> configs = new TreeMap<>();
        private int manifests;

        Work(Repository repository, RegistryClient client, Keychain keychain) {
            this.repository = repository;
            this.client = client;
            this.keychain = keychain;
        }

        void manifest(Digest digest, int depth) throws IOException {
            if (depth > MAX_DEPTH || ++manifests > MAX_MANIFESTS) {
                throw new RegistryException(
                        RegistryException.Code.TOO_LARGE,
                        repository + "@" + digest,
                        "more than " + MAX_MANIFESTS + " manifests, or indexes nested more than " + MAX_DEPTH
                                + " deep, are not read");
            }
            switch (parsed(digest)) {
                case Manifest.ImageManifest image -> config(image.config());
                case Manifest.ImageIndex index -> {
                    for (Descriptor child : index.manifests()) {
                        if (!MediaTypes.isIndex(child.mediaType()) && !MediaTypes.isManifest(child.mediaType())) {
                            throw new RegistryException(
                                    RegistryException.Code.UNSUPPORTED,
                                    repository + "@" + child.digest(),
                                    "unknown mime type for " + repository + "@" + child.digest());
                        }
                        manifest(child.digest(), depth + 1);
                    }
                }
            }
        }

        private Manifest parsed(Digest digest) {
            ManifestDocument document = client.manifest(repository, digest.toString(), keychain);
            if (!document.digest().equals(digest)) {
                throw mismatch(digest);
            }
            return document.parse();
        }

        private void config(Descriptor descriptor) throws IOException {
            Digest digest = descriptor.digest();
            Optional<byte[]> known = blobs.find(digest);
            byte[] content =
                    known.isPresent() ? known.get() : client.blob(repository, descriptor, MAX_CONFIG_BYTES, keychain);
            if (known.isEmpty()) {
                if (!digest.matches(content)) {
                    throw mismatch(digest);
                }
                blobs.put(digest, content);
            }
            JsonNode config = JSON.readTree(content);
            JsonNode other = configs.put(platform(config), config);
            if (other != null && !other.equals(config) && !platform(config).equals(NO_PLATFORM)) {
                throw new RegistryException(
                        RegistryException.Code.MALFORMED,
                        repository + "@" + digest,
                        repository + " has two images for platform " + platform(config) + " under one digest");
            }
        }

        private RegistryException mismatch(Digest digest) {
            return new RegistryException(
                    RegistryException.Code.DIGEST_MISMATCH,
                    repository + "@" + digest,
                    "content of " + repository + " is not what its digest " + digest + " says");
        }
    }

    private static String platform(JsonNode config) {
        String variant = config.path("variant").asText("");
        String platform =
                config.path("os").asText("") + "/" + config.path("architecture").asText("");
        String version = config.path("os.version").asText("");
        return platform + (variant.isEmpty() ? "" : "/" + variant) + (version.isEmpty() ? "" : ":" + version);
    }
}
