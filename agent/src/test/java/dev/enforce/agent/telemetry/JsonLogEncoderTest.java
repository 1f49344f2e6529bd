package dev.enforce.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonLogEncoderTest {

    private final LoggerContext context = new LoggerContext();
    private final JsonLogEncoder encoder = new JsonLogEncoder();

    @Test
    void writesOneJsonObjectALine() throws Exception {
        JsonNode line = encode("two\nlines \"quoted\" \\ and \u0001", new IllegalStateException("boom"));

        assertThat(line.path("message").asText()).isEqualTo("two\nlines \"quoted\" \\ and \u0001");
        assertThat(line.path("severity").asText()).isEqualTo("warn");
        assertThat(line.path("logger").asText()).isEqualTo("dev.enforce.test");
        assertThat(line.path("error").asText()).startsWith("java.lang.IllegalStateException: boom\n");
    }

    @Test
    void leavesOutWhatLooksLikeASecret() throws Exception {
        String key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----";

        JsonNode line = encode("sent Authorization: Bearer abcdefghijklmnopqrstuvwxyz and " + key, null);

        assertThat(line.path("message").asText())
                .contains("[redacted]")
                .doesNotContain("abcdefghijklmnop")
                .doesNotContain("MIGHAgEA");
    }

    @Test
    void boundsAMessage() throws Exception {
        assertThat(encode("x".repeat(1_000_000), null).path("message").asText().length())
                .isLessThan(9_000);
    }

    @Test
    void writesValidJsonWhateverItIsGiven() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append((char) random.nextInt(0x10000));
            }

            assertThat(encode(text.toString(), null).has("message")).isTrue();
        }
    }

    JsonLogEncoderTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private JsonNode encode(String message, Throwable failure) throws Exception {
        LoggingEvent event = new LoggingEvent(
                "test", context.getLogger("dev.enforce.test"), Level.WARN, message, failure, new Object[0]);
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n").doesNotContain("\n{");
        assertThat(line.strip()).doesNotContain("\n");
        return new ObjectMapper().readTree(line);
    }
}
