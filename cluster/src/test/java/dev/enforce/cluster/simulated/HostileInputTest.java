package dev.enforce.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selectors, patches and bodies from outside end in a result or in an answer of the API, never in another error. */
class HostileInputTest {

    private static final long SEED = 20261101;
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            "=",
            "==",
            "!=",
            "!",
            " in ",
            " notin ",
            "(",
            ")",
            ",",
            " ",
            "{",
            "}",
            "[",
            "]",
            ":",
            "\"",
            "~1",
            "/",
            "-",
            "0",
            "op",
            "add",
            "remove",
            "path",
            "value",
            "null",
            "metadata",
            ".",
            "\n",
            "&x",
            "*x",
            "ü");

    private static final ObjectNode OBJECT = object(
            "{\"metadata\":{\"name\":\"n\",\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}");

    private static ObjectNode object(String json) {
        return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b                | true
            a==b,x!=y          | true
            a!=b               | false
            a in (b, c)        | true
            a notin (b)        | false
            a,!x               | true
            !a                 | false
            x in (b),a=b       | false
            """)
    void selectsByLabels(String selector, boolean selected) {
        assertThat(Selector.labels(selector).test(OBJECT)).isEqualTo(selected);
    }

    @Test
    void survivesEverySelector() {
        everyText(text -> {
            Selector.labels(text).test(OBJECT);
            Selector.fields(text).test(OBJECT);
        });
    }

    @Test
    void survivesEveryBodyAndPatch() {
        everyText(text -> {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            Patches.json(OBJECT, Json.parse(body));
            Patches.strategic(OBJECT, Json.parseObject(body));
        });
    }

    private static void everyText(Consumer<String> work) {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            String text = IntStream.range(0, random.nextInt(12))
                    .mapToObj(ignored -> PIECES.get(random.nextInt(PIECES.size())))
                    .collect(Collectors.joining());
            assertThatCode(() -> {
                        try {
                            work.accept(text);
                        } catch (ApiError e) {
                            assertThat(e.code()).isBetween(400, 499);
                        }
                    })
                    .as(text)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void refusesBodiesThatAreNestedTooDeep() {
        byte[] deep = ("{\"a\":".repeat(5000) + "1" + "}".repeat(5000)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Json.parseObject(deep)).isInstanceOf(ApiError.class);
        assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(ApiError.class);
    }

    @Test
    void mergesListsOfContainersByName() {
        ObjectNode patched = Patches.strategic(
                OBJECT,
                object("{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"},{\"name\":\"d\"}],\"x\":null}}"));

        assertThat(patched.path("spec").toString())
                .isEqualTo("{\"containers\":[{\"name\":\"c\",\"image\":\"i\"},{\"name\":\"d\"}]}");
    }

    @Test
    void refusesConditionsThatItCannotEvaluate() {
        ObjectNode configuration = object("""
                {"metadata":{"name":"c"},"webhooks":[{"name":"w","matchConditions":[{"name":"x","expression":"true"}]}]}
                """);

        assertThatThrownBy(() -> ObjectDefaults.validate(ResourceTypes.VALIDATING, configuration))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("matchConditions: not supported by the simulated API server");
    }

    @Test
    void forgetsOldChangesAndSaysSo() {
        ObjectStore store = new ObjectStore();
        store.create(ObjectKey.of(ResourceTypes.PODS, "a", "b"), object("{\"metadata\":{\"name\":\"b\"}}"));
        store.compact();

        assertThatThrownBy(() -> store.watch(1))
                .isInstanceOfSatisfying(
                        ApiError.class, e -> assertThat(e.code()).isEqualTo(410));
    }
}
