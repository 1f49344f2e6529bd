package dev.enforce.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images a glob means. */
class ImagePatternTest {

    static Stream<Arguments> globs() throws IOException {
        try (InputStream in = Objects.requireNonNull(ImagePatternTest.class.getResourceAsStream("globs.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .map(line -> Arguments.of((Object[]) line.split("\t")))
                            .toList()
                            .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("globs")
    void matchesAsTheTableSays(String glob, String image, String matches) {
        assertThat(ImagePattern.parse(glob).matches(ImageReference.parse(image)))
                .isEqualTo(matches.equals("yes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a?", "a[b]", "{a}", "a+b", "~a", "a b", "“a”", "$a", "a\n"})
    void refusesWhatIsNoGlob(String glob) {
        assertThat(ImagePattern.isValid(glob)).isFalse();
        assertThatThrownBy(() -> ImagePattern.parse(glob))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("invalid glob \"" + glob + "\"");
    }

    @Test
    void tellsWhatCanNeverMatch() {
        assertThat(ImagePattern.parse("ghcr.io/foo/bar").neverMatches()).isTrue();
        assertThat(ImagePattern.parse("ghcr.io/*/bar").neverMatches()).isTrue();
        assertThat(ImagePattern.parse("ghcr.io/foo/bar*").neverMatches()).isFalse();
        assertThat(ImagePattern.parse("ghcr.io/foo/bar:v1").neverMatches()).isFalse();
        assertThat(ImagePattern.parse("localhost:5000/bar").neverMatches()).isTrue();
    }

    @Test
    void agreesWithTheSlowReferenceOnRandomGlobs() {
        Random random = new Random(42);
        for (int i = 0; i < 60_000; i++) {
            String glob = random(random, "ab/:*", 12);
            String name = random(random, "ab/:", 14);
            assertThat(GlobMatcher.compile(glob).matches(name))
                    .describedAs("%s on %s", glob, name)
                    .isEqualTo(reference(glob, name));
        }
    }

    @Test
    void agreesWithTheSlowReferenceOnLongGlobs() {
        Random random = new Random(43);
        for (int i = 0; i < 300; i++) {
            String name = random(random, "ab/", 400);
            StringBuilder glob = new StringBuilder(name);
            for (int n = random.nextInt(6); n > 0; n--) {
                int at = random.nextInt(glob.length() + 1);
                int end = Math.min(glob.length(), at + random.nextInt(9));
                glob.replace(at, end, random.nextBoolean() ? "**" : "*");
            }
            assertThat(GlobMatcher.compile(glob.toString()).matches(name))
                    .describedAs("%s on %s", glob, name)
                    .isEqualTo(reference(glob.toString(), name));
        }
    }

    @Test
    void isNotSlowedByManyWildcards() {
        String glob = "**a*".repeat(250);
        String name = "a".repeat(1000) + "b";

        assertThat(ImagePattern.parse(glob).matchesName(name)).isTrue();
        assertThat(ImagePattern.parse("x.y/" + "*a".repeat(500)).matchesName("x.y/" + "a".repeat(1000) + "b"))
                .isFalse();
    }

    /** Dynamic programming over the definition, cell by cell. */
    private static boolean reference(String glob, String name) {
        boolean[] row = new boolean[name.length() + 1];
        row[0] = true;
        for (int i = 0; i < glob.length(); i++) {
            boolean star = glob.charAt(i) == '*';
            boolean twice = star && i + 1 < glob.length() && glob.charAt(i + 1) == '*';
            boolean[] next = new boolean[name.length() + 1];
            for (int j = 0; j <= name.length(); j++) {
                if (star) {
                    next[j] = row[j] || (j > 0 && next[j - 1] && (twice || name.charAt(j - 1) != '/'));
                } else {
                    next[j] = j > 0 && row[j - 1] && glob.charAt(i) == name.charAt(j - 1);
                }
            }
            row = next;
            i += twice ? 1 : 0;
        }
        return row[name.length()];
    }

    private static String random(Random random, String alphabet, int longest) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(longest + 1); n > 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
