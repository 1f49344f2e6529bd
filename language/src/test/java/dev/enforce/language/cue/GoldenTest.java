package dev.enforce.language.cue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Says what real CUE says, case by case; the expectations were produced by {@link GoldenWriter}. */
class GoldenTest {

    private static final List<String> FILES = List.of(
            "types", "structs", "closedness", "disjunctions", "comprehensions", "builtins", "policies", "found");

    static Stream<GoldenCases.Case> cases() throws IOException {
        return FILES.stream().flatMap(name -> GoldenCases.read(resource("golden/" + name + ".txt")).stream());
    }

    private static String resource(String name) {
        try (InputStream in = GoldenTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatTheReferenceSays(GoldenCases.Case each) {
        GoldenCases.Outcome ours = GoldenCases.ours(each.policy(), each.document());

        assertThat(ours.outcome() + " " + ours.path())
                .isEqualTo(each.expected().outcome() + " " + each.expected().path());
        if (each.exact()) {
            assertThat(ours.text()).isEqualTo(each.expected().text());
        }
    }
}
