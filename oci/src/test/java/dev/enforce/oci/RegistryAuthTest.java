package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.oci.RegistryException.Code;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.oci.server.ServedRequest;
import dev.enforce.oci.server.ServerAuth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the client shows who it is, and how seldom it has to. */
class RegistryAuthTest {

    private static final String TOKEN = "GET /token";

    private final List<ServedRequest> log = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final HttpRegistryClient client =
            HttpRegistryClient.builder().clock(now::get).build();
    private RegistryServer server;

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private Repository serve(ServerAuth auth) {
        server = RegistryServer.start(
                RegistryServerOptions.defaults().withAuth(auth).withLog(log::add));
        return new Repository(server.registry(), "team/app");
    }

    private Keychain user(String password) {
        return Keychain.forRegistry(server.registry(), new Credentials.Basic("dev", password));
    }

    private static ServerAuth.Bearer bearer(boolean anonymousPull) {
        return new ServerAuth.Bearer("dev", "secret", "refresh-me", anonymousPull, Duration.ofMinutes(5));
    }

    private List<String> requests() {
        return log.stream()
                .map(each -> each.method() + " " + each.target().replaceAll("\\?.*", "") + " " + each.status())
                .toList();
    }

    private long tokenRequests() {
        return requests().stream().filter(each -> each.startsWith(TOKEN)).count();
    }

    @Test
    void sendsPasswordAtOnceWhenItIsKnownToBeWanted() {
        Repository repository = serve(new ServerAuth.Basic("dev", "secret"));
        Keychain keychain = user("secret");
        client.findManifest(repository, "v1", keychain);
        log.clear();

        assertThat(client.findManifest(repository, "v1", keychain)).isEmpty();
        assertThat(requests()).containsExactly("GET /v2/team/app/manifests/v1 404");
    }

    @Test
    void refusesWrongPasswordWithoutTryingItTwice() {
        Repository repository = serve(new ServerAuth.Basic("dev", "secret"));

        assertThatThrownBy(() -> client.findManifest(repository, "v1", user("wrong")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAUTHORIZED))
                .hasMessageContaining("answered 401 Unauthorized")
                .hasMessageContaining("authentication required")
                .hasMessageNotContaining("wrong");
        assertThat(log).hasSize(2);
    }

    @Test
    void getsOneTokenForManyReads() {
        Repository repository = serve(bearer(false));

        for (int i = 0; i < 5; i++) {
            assertThat(client.findManifest(repository, "v1", user("secret"))).isEmpty();
        }
        assertThat(tokenRequests()).isEqualTo(1);
        assertThat(log).hasSize(7).noneMatch(each -> each.target().equals("/v2/"));
    }

    @Test
    void getsAnotherTokenShortlyBeforeTheOldOneEnds() {
        Repository repository = serve(bearer(true));
        client.findManifest(repository, "v1", Keychain.anonymous());
        now.updateAndGet(then -> then.plusSeconds(291));

        client.findManifest(repository, "v1", Keychain.anonymous());

        assertThat(tokenRequests()).isEqualTo(2);
    }

    @Test
    void getsAnotherTokenWhenTheRegistryForgotTheOldOne() {
        Repository repository = serve(bearer(true));
        client.findManifest(repository, "v1", Keychain.anonymous());
        int port = server.port();
        server.close();
        server = RegistryServer.start(RegistryServerOptions.defaults()
                .withPort(port)
                .withAuth(bearer(true))
                .withLog(log::add));

        assertThat(client.findManifest(repository, "v1", Keychain.anonymous())).isEmpty();
        assertThat(tokenRequests()).isEqualTo(2);
    }

    @Test
    void givesEachKeychainItsOwnToken() {
        Repository repository = serve(bearer(true));

        client.findManifest(repository, "v1", user("secret"));
        client.findManifest(repository, "v1", Keychain.anonymous());

        assertThat(tokenRequests()).isEqualTo(2);
    }

    @Test
    void changesIdentityTokenIntoAccessToken() {
        Repository repository = serve(bearer(false));
        Keychain keychain = Keychain.forRegistry(server.registry(), new Credentials.IdentityToken("refresh-me"));

        assertThat(client.findManifest(repository, "v1", keychain)).isEmpty();
        assertThat(requests()).contains("POST /token 200");
    }

    @Test
    void tellsThatTokenEndpointRefusedTheCredentials() {
        Repository repository = serve(bearer(false));

        assertThatThrownBy(() -> client.findManifest(repository, "v1", user("wrong")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAUTHORIZED))
                .hasMessageContaining("token endpoint of registry " + server.registry() + " answered 401")
                .hasMessageContaining("with basic credentials")
                .hasMessageContaining("incorrect username or password");
    }

    @Test
    void refusesToPushWithTokenForPull() {
        Repository repository = serve(bearer(true));

        assertThatThrownBy(() -> client.writer().pushBlob(repository, "a/b", new byte[9], Keychain.anonymous()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAUTHORIZED));
    }

    @Test
    void readsOfTheSameAtTheSameTimeShareOneRequest() throws Exception {
        try (HostileRegistry slow = new HostileRegistry();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            serve(new ServerAuth.Open());
            CountDownLatch gate = new CountDownLatch(1);
            byte[] index = ManifestWriter.index(List.of()).getBytes(StandardCharsets.UTF_8);
            slow.onGet("manifests/v1", exchange -> {
                awaitLatch(gate);
                HostileRegistry.answering(200, MediaTypes.OCI_INDEX, index).handle(exchange);
            });
            CountDownLatch started = new CountDownLatch(20);
            List<Future<Boolean>> readers = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> {
                        started.countDown();
                        return client.findManifest(slow.repository(), "v1", Keychain.anonymous())
                                .isPresent();
                    }))
                    .toList();
            awaitLatch(started);
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (slow.seen().isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            gate.countDown();

            for (Future<Boolean> reader : readers) {
                assertThat(reader.get()).isTrue();
            }
            assertThat(slow.seen()).hasSizeLessThan(20);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
