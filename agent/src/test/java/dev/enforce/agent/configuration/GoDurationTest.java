package dev.enforce.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "10s,PT10S",
        "1m30s,PT1M30S",
        "1.5h,PT1H30M",
        "250ms,PT0.25S",
        ".5s,PT0.5S",
        "2.s,PT2S",
        "100us,PT0.0001S",
        "100µs,PT0.0001S",
        "0,PT0S",
        "3600s,PT1H"
    })
    void readsWhatGoWrites(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                ".s",
                "10 s",
                "-1s",
                "+1s",
                "1d",
                "1,5s",
                "1.2.3s",
                "10S",
                "1e3s",
                "9999999999999h"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @Test
    void readsWhatItPrints() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Duration duration = Duration.ofMillis(random.nextLong(1L << random.nextInt(1, 40)));

            assertThat(GoDuration.parse(GoDuration.print(duration))).contains(duration);
        }
    }

    @Test
    void neverThrowsWhateverItIsGiven() {
        Random random = new Random(11);
        String alphabet = "0123456789.smhuµn -+e";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(50); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            assertThat(GoDuration.parse(text.toString())).isNotNull();
        }
    }
}
