package dev.enforce.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write for an image, and what it means. */
class ImageReferenceTest {

    private static final String HEX = "ab".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "ubuntu, index.docker.io/library/ubuntu:latest",
        "ubuntu:22.04, index.docker.io/library/ubuntu:22.04",
        "team/app, index.docker.io/team/app:latest",
        "docker.io/team/app, index.docker.io/team/app:latest",
        "docker.io/ubuntu, index.docker.io/library/ubuntu:latest",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app:v1, localhost:5000/app:v1",
        "ghcr.io/a/b/c:x_1.2-3, ghcr.io/a/b/c:x_1.2-3",
    })
    void completesWhatIsLeftOut(String written, String name) {
        assertThat(ImageReference.parse(written).name()).isEqualTo(name);
    }

    @Test
    void nameDropsTheTagWhenADigestIsWritten() {
        ImageReference reference = ImageReference.parse("ghcr.io/a/b:v1@sha256:" + HEX);

        assertThat(reference.name()).isEqualTo("ghcr.io/a/b@sha256:" + HEX);
        assertThat(reference.toString()).isEqualTo("ghcr.io/a/b:v1@sha256:" + HEX);
        assertThat(reference.pinned())
                .hasValueSatisfying(p -> assertThat(p.tag()).isEqualTo("v1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "in@valid",
                "UPPER",
                "a//b/c",
                "ghcr.io/",
                "x:",
                "x@sha256:abc",
                "a b",
                "ghcr.io/../x",
                "x@",
                ":v1"
            })
    void refusesWhatIsNoReference(String written) {
        assertThatThrownBy(() -> ImageReference.parse(written))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("could not parse reference: ");
    }

    @Test
    void neverThrowsAnythingButItsOwnError() {
        Random random = new Random(7);
        String alphabet = "ab.:/@-_0sha256:\u00e9 \n[]";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ImageReference.tryParse(text.toString())
                    .ifPresent(
                            r -> assertThat(ImageReference.parse(r.toString())).isEqualTo(r));
        }
    }
}
