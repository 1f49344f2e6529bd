package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed on the short way for HEAD, and what is left to the JDK's client. */
class HeadRequestsTest {

    private static final String GOOD =
            "HTTP/1.1 200 OK\r\nDocker-Content-Digest: sha256:ab\r\nContent-Length: 7\r\n\r\n";

    private final ServerSocket server = listening();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger connections = new AtomicInteger();
    private final HeadRequests heads = new HeadRequests(RegistryTls.system());

    @AfterEach
    void close() throws IOException {
        heads.close();
        server.close();
        threads.shutdownNow();
    }

    @Test
    void readsAnswersOneAfterTheOtherOnOneConnection() throws IOException {
        serve(GOOD.getBytes(StandardCharsets.ISO_8859_1));

        for (int i = 0; i < 3; i++) {
            Answer answer = ask(Duration.ofSeconds(5));
            assertThat(answer).isNotNull();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("docker-content-digest")).contains("sha256:ab");
            assertThat(answer.bytes()).isEmpty();
        }
        assertThat(connections).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nbody"
            })
    void takesAnotherConnectionWhereTheNextAnswerIsInDoubt(String answer) throws IOException {
        serve(answer.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(ask(Duration.ofSeconds(5))).isNotNull();
        assertThat(ask(Duration.ofSeconds(5))).isNotNull();

        assertThat(connections).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "\r\n\r\n"
            })
    void leavesToTheOtherClientWhatIsNoPlainAnswer(String answer) throws IOException {
        serve(answer.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(ask(Duration.ofSeconds(5))).isNull();
    }

    @Test
    void leavesEndlessHeaderToTheOtherClient() throws IOException {
        serve(("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000)).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(ask(Duration.ofSeconds(5))).isNull();
    }

    @Test
    void endsByItsDeadlineWhenNoAnswerComes() {
        serve("HTTP/1.1 200 OK\r\nX-Half:".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ask(Duration.ofMillis(200))).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void leavesRefusedConnectionToTheOtherClient() throws IOException {
        URI uri = uri();
        server.close();

        assertThat(heads.ask(uri, Map.of(), Deadline.after(Duration.ofSeconds(5))))
                .isNull();
    }

    @Test
    void refusesHeaderThatWouldBeginAnother() {
        serve(GOOD.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> heads.ask(
                        uri(), Map.of("Authorization", "Bearer a\r\nX: y"), Deadline.after(Duration.ofSeconds(5))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void believesNothingThatIsBrokenByChance() throws IOException {
        Random random = new Random(7);
        byte[] good = GOOD.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 300; i++) {
            byte[] broken = good.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                broken[random.nextInt(broken.length - 4)] = (byte) random.nextInt(256);
            }
            HeadConnection connection = new HeadConnection(new ScriptedSocket(broken));
            try {
                Answer answer = connection.ask(uri(), new byte[0], Deadline.after(Duration.ofSeconds(5)));
                assertThat(answer.status()).isBetween(200, 999);
            } catch (IOException refused) {
                assertThat(connection.isReusable()).isFalse();
            }
        }
    }

    private Answer ask(Duration time) throws IOException {
        return heads.ask(uri(), Map.of("Accept", "application/json"), Deadline.after(time));
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v2/team/app/manifests/v1");
    }

    /** Answers every request on every connection with these bytes. */
    private void serve(byte[] answer) {
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    threads.execute(() -> answer(socket, answer));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void answer(Socket socket, byte[] answer) {
        try (socket) {
            InputStream in = socket.getInputStream();
            int state = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                state = c == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : 0;
                if (state == 4) {
                    socket.getOutputStream().write(answer);
                    state = 0;
                }
            }
        } catch (IOException gone) {
            // The client had enough.
        }
    }

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A socket that gives bytes and takes anything. */
    private static final class ScriptedSocket extends Socket {
        private final InputStream in;

        ScriptedSocket(byte[] bytes) {
            this.in = new ByteArrayInputStream(bytes);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void setSoTimeout(int millis) {}
    }
}
