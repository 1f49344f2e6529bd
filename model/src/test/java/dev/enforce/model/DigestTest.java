package dev.enforce.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    @Test
    void hashesContent() {
        Digest digest = Digest.sha256("{}".getBytes(StandardCharsets.UTF_8));

        assertThat(digest).hasToString("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(digest.matches("{}".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(digest.matches("{ }".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256", "sha256:", "sha256:ABCD", "md5:00", "sha512:00", "sha256:zz"})
    void refusesWhatIsNoDigest(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
