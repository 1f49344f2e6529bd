package dev.enforce.sigstore.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void sortsAndShortens() {
        assertThat(canonical(
                        "{ \"b\": [1, 2, {}], \"a\": {\"z\": null, \"y\": true}, \"A\": \"\\u0041\\u000a<\\/>\" }"))
                .isEqualTo("{\"A\":\"A\\n</>\",\"a\":{\"y\":true,\"z\":null},\"b\":[1,2,{}]}");
    }

    @Test
    void keepsTextOutsideAsciiAndEscapesControls() {
        assertThat(canonical("{\"é\":\"\\u20ac\\u0001\\\"\\\\\"}")).isEqualTo("{\"é\":\"€\\u0001\\\"\\\\\"}");
        assertThat(canonical("[]")).isEqualTo("[]");
    }

    @Test
    void refusesNumbersThatAreNoIntegers() {
        assertThatThrownBy(() -> canonical("{\"a\":1.5}")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> canonical("{\"a\":99999999999999999999}")).isInstanceOf(MalformedException.class);
    }

    private static String canonical(String json) {
        return new String(CanonicalJson.of(Json.parse(json)), StandardCharsets.UTF_8);
    }
}
