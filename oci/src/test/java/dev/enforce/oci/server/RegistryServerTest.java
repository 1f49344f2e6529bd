package dev.enforce.oci.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.ManifestDocument;
import dev.enforce.oci.ManifestWriter;
import dev.enforce.oci.MediaTypes;
import dev.enforce.oci.Repository;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry on the wire, beyond what our own client asks of it. */
class RegistryServerTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.sha256(HELLO);

    private final RegistryServer server = RegistryServer.start();
    private final HttpRegistryClient client = HttpRegistryClient.create();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        client.close();
        server.close();
    }

    private HttpResponse<String> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, new byte[0]);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private Repository repository() {
        return new Repository(server.registry(), "team/app");
    }

    @Test
    void takesBlobInPieces() throws Exception {
        String upload = header(send("POST", "/v2/team/app/blobs/uploads/", new byte[0]), "Location");
        byte[] first = "hel".getBytes(StandardCharsets.UTF_8);
        byte[] second = "lo".getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> patched = send("PATCH", upload, first, "Content-Range", "0-2");
        assertThat(patched.statusCode()).isEqualTo(202);
        assertThat(header(patched, "Range")).isEqualTo("0-2");
        assertThat(header(get(upload), "Range")).isEqualTo("0-2");
        assertThat(send("PATCH", upload, second, "Content-Range", "7-8").statusCode())
                .isEqualTo(416);
        HttpResponse<String> put = send("PUT", upload + "?digest=" + DIGEST, second);

        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(header(put, "Docker-Content-Digest")).isEqualTo(DIGEST.toString());
        assertThat(get("/v2/team/app/blobs/" + DIGEST).body()).isEqualTo("hello");
        assertThat(get(upload).statusCode()).isEqualTo(404);
    }

    @Test
    void takesBlobAtOnceAndMountsItElsewhere() throws Exception {
        assertThat(send("POST", "/v2/team/app/blobs/uploads/?digest=" + DIGEST, HELLO)
                        .statusCode())
                .isEqualTo(201);

        assertThat(send("POST", "/v2/other/blobs/uploads/?mount=" + DIGEST + "&from=team/app", new byte[0])
                        .statusCode())
                .isEqualTo(201);
        assertThat(get("/v2/other/blobs/" + DIGEST).body()).isEqualTo("hello");
        assertThat(send("POST", "/v2/third/blobs/uploads/?mount=" + DIGEST + "&from=nowhere", new byte[0])
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void refusesBlobWithOtherDigest() throws Exception {
        HttpResponse<String> refused =
                send("POST", "/v2/team/app/blobs/uploads/?digest=" + Digest.sha256(new byte[0]), HELLO);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("DIGEST_INVALID");
    }

    @Test
    void keepsBlobsOfRepositoriesApart() throws Exception {
        send("POST", "/v2/team/app/blobs/uploads/?digest=" + DIGEST, HELLO);
        send("POST", "/v2/other/blobs/uploads/", new byte[0]);

        assertThat(get("/v2/other/blobs/" + DIGEST).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesManifestWhoseLayerIsNotThere() throws Exception {
        Descriptor missing = Descriptor.of("text/plain", HELLO);
        byte[] manifest = ManifestWriter.image(missing, List.of()).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> refused =
                send("PUT", "/v2/team/app/manifests/v1", manifest, "Content-Type", MediaTypes.OCI_MANIFEST);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("MANIFEST_BLOB_UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', v1, application/vnd.oci.image.index.v1+json, 400",
        "'{', v1, application/vnd.oci.image.index.v1+json, 400",
        "'{\"manifests\":[]}', v1, text/plain, 400",
        "'{\"manifests\":[]}', .v1, application/vnd.oci.image.index.v1+json, 400",
        "'{\"manifests\":[]}', sha256:00, application/vnd.oci.image.index.v1+json, 400",
        "'{\"manifests\":[]}', v1, application/vnd.oci.image.index.v1+json, 201",
    })
    void judgesManifests(String manifest, String reference, String type, int status) throws Exception {
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);

        assertThat(send("PUT", "/v2/team/app/manifests/" + reference, bytes, "Content-Type", type)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void refusesManifestLargerThanFourMebibytes() throws Exception {
        byte[] large = new byte[(4 << 20) + 1];

        assertThat(send("PUT", "/v2/team/app/manifests/v1", large, "Content-Type", MediaTypes.OCI_INDEX)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void answersConditionalReadWithNothing() throws Exception {
        var image = ImageBuilder.saying("x").push(client.writer(), repository(), "v1", Keychain.anonymous());

        HttpResponse<String> same =
                send("GET", "/v2/team/app/manifests/v1", new byte[0], "If-None-Match", "\"" + image.digest() + "\"");

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(header(same, "ETag")).isEqualTo("\"" + image.digest() + "\"");
    }

    @Test
    void listsTagsInPages() throws Exception {
        for (String tag : List.of("c", "a", "b")) {
            ImageBuilder.saying(tag).push(client.writer(), repository(), tag, Keychain.anonymous());
        }

        HttpResponse<String> page = get("/v2/team/app/tags/list?n=2");

        assertThat(page.body()).contains("[\"a\",\"b\"]");
        assertThat(header(page, "Link")).isEqualTo("</v2/team/app/tags/list?n=2&last=b>; rel=\"next\"");
        assertThat(get("/v2/team/app/tags/list?n=2&last=b").body()).contains("[\"c\"]");
        assertThat(get("/v2/_catalog").body()).contains("team/app");
    }

    @Test
    void deletesTagAloneOrManifestWithItsTags() throws Exception {
        var image = ImageBuilder.saying("x").push(client.writer(), repository(), "v1", Keychain.anonymous());
        ImageBuilder.saying("x").push(client.writer(), repository(), "v2", Keychain.anonymous());

        assertThat(send("DELETE", "/v2/team/app/manifests/v1", new byte[0]).statusCode())
                .isEqualTo(202);
        assertThat(get("/v2/team/app/manifests/v2").statusCode()).isEqualTo(200);
        client.writer().deleteManifest(repository(), image.digest(), Keychain.anonymous());
        assertThat(get("/v2/team/app/manifests/v2").statusCode()).isEqualTo(404);
    }

    @Test
    void filtersReferrersAndSaysSo() throws Exception {
        var image = ImageBuilder.saying("x").push(client.writer(), repository(), "v1", Keychain.anonymous());
        ManifestDocument subject = client.manifest(repository(), "v1", Keychain.anonymous());
        Descriptor config = client.writer()
                .pushBlob(repository(), MediaTypes.OCI_EMPTY, new byte[] {'{', '}'}, Keychain.anonymous());
        for (String type : List.of("application/one", "application/two")) {
            byte[] referrer = ManifestWriter.image(config, List.of(), type, subject.descriptor(), Map.of())
                    .getBytes(StandardCharsets.UTF_8);
            HttpResponse<String> put = send(
                    "PUT",
                    "/v2/team/app/manifests/" + Digest.sha256(referrer),
                    referrer,
                    "Content-Type",
                    MediaTypes.OCI_MANIFEST);
            assertThat(header(put, "OCI-Subject")).isEqualTo(image.digest().toString());
        }

        HttpResponse<String> filtered =
                get("/v2/team/app/referrers/" + image.digest() + "?artifactType=application%2Fone");

        assertThat(header(filtered, "OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(filtered.body()).contains("application/one").doesNotContain("application/two");
        assertThat(get("/v2/never/seen/referrers/" + image.digest()).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/../etc/manifests/v1",
                "/v2/_uploads/manifests/v1",
                "/v2/a//b/manifests/v1",
                "/v2/UPPER/manifests/v1",
                "/v2/team/app/blobs/sha256:xyz"
            })
    void refusesAddressesThatAreNone(String path) throws Exception {
        URI raw = URI.create("http://" + server.registry() + path);

        int status = http.send(HttpRequest.newBuilder(raw).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();

        assertThat(status).isBetween(400, 499);
    }

    @Test
    void countsAndLogsWhatItAnswers() throws Exception {
        get("/v2/");
        get("/elsewhere");

        assertThat(server.requests()).isEqualTo(2);
    }
}
