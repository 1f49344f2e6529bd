package dev.enforce.oci;

import static dev.enforce.oci.HostileRegistry.answering;
import static dev.enforce.oci.HostileRegistry.endless;
import static dev.enforce.oci.HostileRegistry.firstThen;
import static dev.enforce.oci.HostileRegistry.redirecting;
import static dev.enforce.oci.HostileRegistry.truncated;
import static dev.enforce.oci.HostileRegistry.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that fail or lie: each ends in one clear sentence and a code, in bounded time. */
class RegistryFaultsTest {

    private static final Keychain NOBODY = Keychain.anonymous();
    private static final byte[] INDEX = ManifestWriter.index(List.of()).getBytes(StandardCharsets.UTF_8);
    private static final Digest OTHER = Digest.sha256("other".getBytes(StandardCharsets.UTF_8));

    private final HostileRegistry registry = new HostileRegistry();
    private final Repository repository = registry.repository();
    private final List<Duration> pauses = new ArrayList<>();
    private final HttpRegistryClient client = client(RegistrySettings.defaults(), HostAddresses.system());

    private HttpRegistryClient client(RegistrySettings settings, HostAddresses addresses) {
        return HttpRegistryClient.builder()
                .settings(settings)
                .addresses(addresses)
                .pause(pauses::add)
                .random(new Random(1))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private static HttpHandler index() {
        return answering(200, MediaTypes.OCI_INDEX, INDEX);
    }

    private static RegistryException failure(ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).isNotNull();
        return e;
    }

    private RegistryException readingTag() {
        return failure(() -> client.findManifest(repository, "v1", NOBODY));
    }

    @Test
    void saysThatNobodyListens() {
        registry.close();

        RegistryException e = readingTag();

        assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(e).hasMessageContaining("cannot connect to registry " + registry.registry());
        assertThat(pauses).hasSize(2);
    }

    @Test
    void saysThatHostIsNotKnown() {
        Repository nowhere = new Repository("registry.invalid", "team/app");

        RegistryException e = failure(() -> client.findManifest(nowhere, "v1", NOBODY));

        assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(e).hasMessageContaining("registry.invalid");
    }

    @ParameterizedTest
    @CsvSource({"401,UNAUTHORIZED", "403,FORBIDDEN", "400,REFUSED", "418,REFUSED"})
    void tellsWhatTheRegistrySaysAndDoesNotTryAgain(int status, Code code) {
        registry.onGet(
                "manifests/v1",
                answering(
                        status, "application/json", "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\\nentry\"}]}"));

        RegistryException e = readingTag();

        assertThat(e.code()).isEqualTo(code);
        assertThat(e).hasMessageContaining(registry.registry() + " answered " + status);
        assertThat(e).hasMessageContaining(repository + ":v1").hasMessageContaining("DENIED: no entry");
        assertThat(registry.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void triesAgainAfterServerErrorAndThenGivesUp(int status) {
        registry.onGet("manifests/v1", answering(status, "text/html", "<html>oops</html>"));

        assertThat(readingTag().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(registry.seen()).hasSize(3);
        assertThat(pauses).hasSize(2).allMatch(pause -> pause.toMillis() >= 100 && pause.toMillis() < 800);
    }

    @Test
    void recoversWhenServerErrorPasses() {
        registry.onGet("manifests/v1", firstThen(answering(503, "text/plain", "busy"), index()));

        assertThat(client.manifest(repository, "v1", NOBODY).digest()).isEqualTo(Digest.sha256(INDEX));
    }

    @Test
    void waitsAsLongAsARateLimitAsks() {
        registry.onGet(
                "manifests/v1",
                firstThen(with("Retry-After", "7", answering(429, "text/plain", "slow down")), index()));

        assertThat(client.findManifest(repository, "v1", NOBODY)).isPresent();
        assertThat(pauses).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void givesUpWhenARateLimitAsksForTooLong() {
        registry.onGet("manifests/v1", with("Retry-After", "3600", answering(429, "text/plain", "slow down")));

        assertThat(readingTag().code()).isEqualTo(Code.RATE_LIMITED);
        assertThat(pauses).isEmpty();
    }

    @Test
    void endsWhenNoAnswerComes() {
        registry.onGet("manifests/v1", registry.hanging());
        RegistryClient hurried = client.withDeadline(Deadline.after(Duration.ofMillis(200)));

        RegistryException e = failure(() -> hurried.findManifest(repository, "v1", NOBODY));

        assertThat(e.code()).isEqualTo(Code.TIMEOUT);
        assertThat(e).hasMessageContaining("did not answer in time");
    }

    @Test
    void endsWhenManifestStalls() {
        registry.onGet("manifests/v1", registry.stalling());
        RegistryClient hurried = client.withDeadline(Deadline.after(Duration.ofMillis(200)));

        assertThat(failure(() -> hurried.findManifest(repository, "v1", NOBODY)).code())
                .isEqualTo(Code.TIMEOUT);
    }

    @Test
    void endsWhenStreamedBlobStalls() {
        registry.onGet("blobs/" + OTHER, registry.stalling());
        RegistryClient hurried = client.withDeadline(Deadline.after(Duration.ofMillis(300)));
        Descriptor blob = Descriptor.of("text/plain", OTHER, 1000);

        RegistryException e =
                failure(() -> hurried.readBlob(repository, blob, 1000, NOBODY, in -> in.readAllBytes().length));

        assertThat(e.code()).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void refusesEndlessManifest() {
        registry.onGet("manifests/v1", endless(MediaTypes.OCI_INDEX));

        assertThat(readingTag().code()).isEqualTo(Code.TOO_LARGE);
        assertThat(registry.seen()).hasSize(1);
    }

    @Test
    void refusesEndlessBlob() {
        registry.onGet("blobs/" + OTHER, endless("text/plain"));
        Descriptor blob = Descriptor.of("text/plain", OTHER, 5);

        assertThat(failure(() -> client.blob(repository, blob, 100, NOBODY)).code())
                .isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(failure(() -> client.readBlob(repository, blob, 100, NOBODY, in -> in.readAllBytes()))
                        .code())
                .isEqualTo(Code.DIGEST_MISMATCH);
    }

    @Test
    void cutsEndlessErrorPage() {
        registry.onGet("manifests/v1", exchange -> {
            exchange.sendResponseHeaders(403, 0);
            while (true) {
                exchange.getResponseBody().write(new byte[64 << 10]);
            }
        });

        assertThat(readingTag().code()).isEqualTo(Code.FORBIDDEN);
    }

    @Test
    void refusesTruncatedManifest() {
        registry.onGet("manifests/v1", truncated(MediaTypes.OCI_INDEX));

        RegistryException e = readingTag();

        assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(e).hasMessageContaining("the connection to registry");
    }

    @Test
    void refusesManifestThatIsNotWhatItsHeaderSays() {
        registry.onGet("manifests/v1", with("Docker-Content-Digest", OTHER.toString(), index()));

        RegistryException e = readingTag();

        assertThat(e.code()).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(e).hasMessageContaining("lies about");
    }

    @Test
    void refusesOtherManifestThanTheOneAskedFor() {
        registry.onGet("manifests/" + OTHER, index());

        assertThat(failure(() -> client.findManifest(repository, OTHER.toString(), NOBODY))
                        .code())
                .isEqualTo(Code.DIGEST_MISMATCH);
    }

    @Test
    void refusesOtherManifestThatIsHonestlyDeclared() {
        registry.onGet(
                "manifests/" + OTHER,
                with("Docker-Content-Digest", Digest.sha256(INDEX).toString(), index()));

        assertThat(failure(() -> client.findManifest(repository, OTHER.toString(), NOBODY))
                        .code())
                .isEqualTo(Code.DIGEST_MISMATCH);
    }

    @Test
    void refusesDigestHeaderThatIsNone() {
        registry.on(
                "HEAD /v2/team/app/manifests/v1",
                with("Docker-Content-Digest", "sha256:xyz", answering(200, MediaTypes.OCI_INDEX, "")));

        assertThat(failure(() -> client.resolve(repository.tagged("v1"), NOBODY))
                        .code())
                .isEqualTo(Code.MALFORMED);
    }

    @Test
    void refusesBlobWithOtherContent() {
        registry.onGet("blobs/" + OTHER, answering(200, "text/plain", "OTHER"));
        Descriptor blob = Descriptor.of("text/plain", OTHER, 5);

        assertThat(failure(() -> client.blob(repository, blob, 100, NOBODY)).code())
                .isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(failure(() -> client.readBlob(repository, blob, 100, NOBODY, in -> 1))
                        .code())
                .isEqualTo(Code.DIGEST_MISMATCH);
    }

    @Test
    void hashesBodyWhenRegistryLeavesTheDigestOut() {
        registry.on("HEAD /v2/team/app/manifests/v1", answering(200, MediaTypes.OCI_INDEX, ""));
        registry.onGet("manifests/v1", index());

        assertThat(client.resolve(repository.tagged("v1"), NOBODY).digest()).isEqualTo(Digest.sha256(INDEX));
    }

    @Test
    void refusesManifestThatIsNotJson() {
        registry.onGet("manifests/v1", answering(200, MediaTypes.OCI_INDEX, "{\"manifests\":[}"));
        ManifestDocument document = client.manifest(repository, "v1", NOBODY);

        assertThat(failure(document::parse).code()).isEqualTo(Code.MALFORMED);
    }

    @Test
    void refusesHugeHeader() {
        registry.onGet("manifests/v1", with("X-Filler", "x".repeat(1 << 20), index()));

        assertThat(readingTag().code()).isEqualTo(Code.MALFORMED);
    }

    @Test
    void followsRedirectOfBlobWithoutItsCredentials() {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.of("text/plain", content);
        List<String> sent = new ArrayList<>();
        try (HostileRegistry storage = new HostileRegistry()) {
            storage.on("GET /stored", exchange -> {
                sent.add(HostileRegistry.authorization(exchange));
                answering(200, "text/plain", content).handle(exchange);
            });
            registry.onGet("blobs/" + blob.digest(), redirecting("http://localhost:" + storage.port() + "/stored"));
            Keychain token = Keychain.forRegistry(registry.registry(), new Credentials.Bearer("secret"));

            assertThat(client.blob(repository, blob, 100, token)).isEqualTo(content);
        }
        assertThat(sent).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,loopback", "169.254.169.254,link-local", "10.0.0.1,private", "fd00::1,private"})
    void refusesRedirectToNearerAddress(String address, String kind) throws Exception {
        InetAddress target = InetAddress.getByName(address);
        InetAddress outside = InetAddress.getByName("203.0.113.7");
        HostAddresses addresses = host -> List.of(host.equals("localhost") ? target : outside);
        registry.onGet("manifests/v1", redirecting("http://localhost:" + registry.port() + "/secret"));
        try (HttpRegistryClient outsider = client(RegistrySettings.defaults(), addresses)) {
            RegistryException e = failure(() -> outsider.findManifest(repository, "v1", NOBODY));

            assertThat(e.code()).isEqualTo(Code.INSECURE_REDIRECT);
            assertThat(e).hasMessageContaining("a " + kind + " address");
        }
        assertThat(registry.seen()).containsExactly("GET /v2/team/app/manifests/v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.test/x", "ftp://localhost/x", "file:///etc/passwd", "http://u:p@localhost/"})
    void refusesRedirectToWhatIsNotSafe(String location) {
        registry.onGet("manifests/v1", redirecting(location));

        assertThat(readingTag().code()).isEqualTo(Code.INSECURE_REDIRECT);
    }

    @Test
    void endsLoopOfRedirects() {
        registry.onGet("manifests/v1", redirecting("/v2/team/app/manifests/v1"));

        assertThat(readingTag().code()).isEqualTo(Code.MALFORMED);
        assertThat(registry.seen()).hasSize(6);
    }

    @Test
    void endsWhenTokenEndpointHangs() {
        String realm = "Bearer realm=\"http://" + registry.registry() + "/token\",service=\"s\"";
        registry.onGet("manifests/v1", with("WWW-Authenticate", realm, answering(401, "text/plain", "")));
        registry.on("GET /token", registry.hanging());
        RegistryClient hurried = client.withDeadline(Deadline.after(Duration.ofMillis(300)));

        RegistryException e = failure(() -> hurried.findManifest(repository, "v1", NOBODY));

        assertThat(e.code()).isEqualTo(Code.TIMEOUT);
        assertThat(e).hasMessageContaining("no token from 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"token\":\"\"}", "{\"token\":\"a b\"}", "{\"token\":7.5e", "null"})
    void refusesTokenThatCannotBeRead(String body) {
        String realm = "Bearer realm=\"http://" + registry.registry() + "/token\"";
        registry.onGet("manifests/v1", with("WWW-Authenticate", realm, answering(401, "text/plain", "")));
        registry.on("GET /token", answering(200, "application/json", body));

        assertThat(readingTag().code()).isEqualTo(Code.MALFORMED);
    }

    @Test
    void sendsNoCredentialsToTokenEndpointWithoutTls() {
        String realm = "Bearer realm=\"http://auth.example.test/token\"";
        registry.onGet("manifests/v1", with("WWW-Authenticate", realm, answering(401, "text/plain", "")));

        assertThat(readingTag().code()).isEqualTo(Code.INSECURE_REDIRECT);
    }

    @Test
    void remembersThatReferrersApiIsMissing() {
        Referrers first = client.referrers(repository, OTHER, NOBODY);
        Referrers second = client.referrers(repository, OTHER, NOBODY);

        assertThat(List.of(first, second)).allMatch(Referrers::isEmpty);
        String tag = "GET /v2/team/app/manifests/" + Referrers.fallbackTag(OTHER);
        assertThat(registry.seen()).containsExactly("GET /v2/team/app/referrers/" + OTHER, tag, tag);
    }

    @Test
    void keepsEntriesOfFallbackIndexWhateverArtifactTypeTheyClaim() {
        Descriptor claimed = Descriptor.of(MediaTypes.OCI_MANIFEST, OTHER, 7).withArtifactType(MediaTypes.OCI_EMPTY);
        registry.onGet(
                "manifests/" + Referrers.fallbackTag(OTHER),
                answering(200, MediaTypes.OCI_INDEX, ManifestWriter.index(List.of(claimed))));

        assertThat(client.referrers(repository, OTHER, NOBODY).descriptors()).containsExactly(claimed);
    }

    @Test
    void refusesMoreReferrersThanTheBound() {
        List<Descriptor> many = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            many.add(Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(new byte[] {(byte) i}), 7));
        }
        registry.onGet("referrers/" + OTHER, answering(200, MediaTypes.OCI_INDEX, ManifestWriter.index(many)));
        try (HttpRegistryClient bounded =
                client(RegistrySettings.defaults().withMaxReferrers(10), HostAddresses.system())) {
            assertThat(failure(() -> bounded.referrers(repository, OTHER, NOBODY))
                            .code())
                    .isEqualTo(Code.TOO_LARGE);
        }
    }

    @Test
    void endsListOfReferrersThatNeverEnds() {
        registry.onGet(
                "referrers/" + OTHER,
                with(
                        "Link",
                        "</v2/team/app/referrers/" + OTHER + "?last=x>; rel=\"next\"",
                        answering(200, MediaTypes.OCI_INDEX, INDEX)));

        assertThat(failure(() -> client.referrers(repository, OTHER, NOBODY)).code())
                .isEqualTo(Code.TOO_LARGE);
    }

    @Test
    void refusesListOfReferrersThatGoesOnElsewhere() {
        registry.onGet(
                "referrers/" + OTHER,
                with("Link", "<http://localhost:1/x>; rel=\"next\"", answering(200, MediaTypes.OCI_INDEX, INDEX)));

        assertThat(failure(() -> client.referrers(repository, OTHER, NOBODY)).code())
                .isEqualTo(Code.MALFORMED);
    }

    @Test
    void failsAndDoesNotSayNoneWhenReferrersCannotBeListed() {
        registry.onGet("referrers/" + OTHER, answering(500, "text/plain", "oops"));

        assertThat(failure(() -> client.referrers(repository, OTHER, NOBODY)).code())
                .isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void refusesTurnThatDoesNotComeInTime() {
        registry.onGet("manifests/v1", registry.hanging());
        registry.onGet("manifests/v2", index());
        var settings = RegistrySettings.defaults().withRequestsPerRegistry(1);
        try (HttpRegistryClient narrow = client(settings, HostAddresses.system())) {
            Thread holder = Thread.ofVirtual()
                    .start(() -> catchThrowableOfType(
                            RegistryException.class, () -> narrow.findManifest(repository, "v1", NOBODY)));
            awaitSeen(1);

            RegistryClient hurried = narrow.withDeadline(Deadline.after(Duration.ofMillis(100)));
            RegistryException e = failure(() -> hurried.findManifest(repository, "v2", NOBODY));

            assertThat(e.code()).isEqualTo(Code.TIMEOUT);
            assertThat(e).hasMessageContaining("too many requests");
            holder.interrupt();
        }
    }

    private void awaitSeen(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (registry.seen().size() < count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(registry.seen()).hasSizeGreaterThanOrEqualTo(count);
    }

    @Test
    void refusesHelperCredentialsByName() {
        byte[] json = "{\"credHelpers\":{\"127.0.0.1:%d\":\"ecr-login\"}}"
                .formatted(registry.port())
                .getBytes(StandardCharsets.UTF_8);
        Keychain keychain = DockerConfig.parse("docker config", json);

        RegistryException e = failure(() -> client.findManifest(repository, "v1", keychain));

        assertThat(e.code()).isEqualTo(Code.UNSUPPORTED);
        assertThat(e).hasMessageContaining("ecr-login");
    }

    @Test
    void showsPasswordToRegistryThatHidesWhatIsPrivate() {
        registry.onGet(
                "manifests/v1",
                exchange -> (HostileRegistry.authorization(exchange).startsWith("Basic ")
                                ? index()
                                : answering(404, "text/plain", "nothing here"))
                        .handle(exchange));
        Keychain user = Keychain.forRegistry(registry.registry(), new Credentials.Basic("dev", "secret"));

        assertThat(client.findManifest(repository, "v1", NOBODY)).isEmpty();
        assertThat(client.findManifest(repository, "v1", user)).isPresent();
        assertThat(client.findManifest(repository, "v1", user)).isPresent();
        assertThat(registry.seen()).hasSize(4);
    }

    @Test
    void givesItsTurnBackAfterStreaming() {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.of("text/plain", content);
        registry.onGet("blobs/" + blob.digest(), answering(200, "text/plain", content));
        var settings = RegistrySettings.defaults().withRequestsPerRegistry(1);
        try (HttpRegistryClient narrow = client(settings, HostAddresses.system())) {
            for (int i = 0; i < 3; i++) {
                int length = narrow.readBlob(repository, blob, 100, NOBODY, in -> in.readAllBytes().length);
                assertThat(length).isEqualTo(7);
                RegistryException e = failure(() -> narrow.readBlob(repository, blob, 100, NOBODY, in -> {
                    throw new IOException("not a gzip stream");
                }));
                assertThat(e.code()).isEqualTo(Code.MALFORMED);
            }
        }
    }

    @Test
    void tellsWhichNameIsNoHost() {
        Repository odd = new Repository("a_b:c:d", "team/app");

        RegistryException e = failure(() -> client.findManifest(odd, "v1", NOBODY));

        assertThat(e.code()).isEqualTo(Code.UNSUPPORTED);
        assertThat(e).hasMessageContaining("a_b:c:d");
    }
}
