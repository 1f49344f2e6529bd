package dev.enforce.testing.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What real signing tools wrote, served by a registry of its own.
 *
 * <p>The data is a folder that {@code testing/fixtures/make} wrote: {@code blobs/<sha256>}, {@code manifests.tsv}
 * (repository, tag or digest, digest, media type; in the order of pushing), {@code expected.tsv}, the trust root
 * and public keys. The image of a case is {@code fixtures/<case>:1}.
 */
public final class FixtureRegistry implements AutoCloseable {

    private static final String PREFIX = "fixtures/";

    private final Path data;
    private final RegistryServer server;
    private final HttpRegistryClient client = HttpRegistryClient.create();
    private final Map<String, PinnedReference> images = new LinkedHashMap<>();

    private FixtureRegistry(Path data, RegistryServer server) {
        this.data = data;
        this.server = server;
    }

    /**
     * Serves a fixture folder.
     *
     * @param referrers whether the registry has the referrers API; without it the fallback tags are used
     */
    public static FixtureRegistry serve(Path data, boolean referrers) {
        RegistryServer server =
                RegistryServer.start(RegistryServerOptions.defaults().withReferrers(referrers));
        FixtureRegistry registry = new FixtureRegistry(data, server);
        try {
            registry.rows("manifests.tsv").forEach(registry::push);
            return registry;
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    private void push(List<String> row) {
        Repository repository = new Repository(server.registry(), row.get(0));
        Digest digest = Digest.parse(row.get(2));
        byte[] manifest = blob(digest);
        JsonNode json = parse(manifest);
        List<JsonNode> contents = new ArrayList<>();
        json.path("layers").forEach(contents::add);
        if (json.has("config")) {
            contents.add(json.path("config"));
        }
        for (JsonNode content : contents) {
            byte[] bytes = blob(Digest.parse(content.path("digest").asText()));
            client.writer().pushBlob(repository, content.path("mediaType").asText(), bytes, Keychain.anonymous());
        }
        boolean tagged = !row.get(1).contains(":");
        client.writer()
                .pushManifest(repository, tagged ? row.get(1) : null, row.get(3), manifest, Keychain.anonymous());
        if (row.get(1).equals("1")) {
            String name = row.get(0).substring(PREFIX.length());
            images.put(name, new PinnedReference(repository.registry(), repository.name(), "1", digest));
        }
    }

    /** {@code host:port}. */
    public String registry() {
        return server.registry();
    }

    public HttpRegistryClient client() {
        return client;
    }

    public Set<String> cases() {
        return new TreeSet<>(images.keySet());
    }

    /** The image of a case. */
    public PinnedReference image(String name) {
        PinnedReference image = images.get(name);
        if (image == null) {
            throw new IllegalArgumentException("there is no fixture " + name);
        }
        return image;
    }

    /** A file of the data, for instance {@code trusted_root.json} or {@code keys/release.pub}. */
    public String file(String name) {
        try {
            return Files.readString(data.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Expectation> expectations() {
        return rows("expected.tsv").stream().map(Expectation::of).toList();
    }

    private byte[] blob(Digest digest) {
        try {
            return Files.readAllBytes(data.resolve("blobs").resolve(digest.hex()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<List<String>> rows(String name) {
        return file(name)
                .lines()
                .skip(1)
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
    }

    static JsonNode parse(byte[] json) {
        try {
            return JsonMapper.builder().build().readTree(new String(json, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
