package dev.enforce.sigstore.dsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StatementTest {

    private static final Digest IMAGE = Digest.sha256(new byte[] {1});

    @Test
    void encodesWhatSignaturesAreMadeOver() {
        byte[] payload = "héllo".getBytes(StandardCharsets.UTF_8);

        assertThat(Dsse.pae("http://example.test/ü", payload))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 22 http://example.test/ü 6 héllo");
    }

    @Test
    void keepsTheNumbersOfThePredicateAsTheyAre() {
        Statement statement = parse("{\"score\":1.10,\"fine\":0.12345678901234567890123}", IMAGE.hex());

        assertThat(statement.predicate())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"score\":1.10,\"fine\":0.12345678901234567890123}");
    }

    @Test
    void isAboutAnyOfItsSubjectsAndNothingElse() {
        assertThat(parse("{}", IMAGE.hex()).isAbout(IMAGE)).isTrue();
        assertThat(parse("{}", IMAGE.hex().substring(1)).isAbout(IMAGE)).isFalse();
        assertThat(parse("{}", "").isAbout(IMAGE)).isFalse();
    }

    @Test
    void refusesEnvelopesOfDeepNesting() {
        assertThatThrownBy(() -> parse("[".repeat(300) + "]".repeat(300), IMAGE.hex()))
                .isInstanceOf(MalformedException.class);
    }

    private static Statement parse(String predicate, String hex) {
        return Statement.parse(("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{}},"
                        + "{\"name\":\"x\",\"digest\":{\"sha256\":\"" + hex + "\"}}],\"predicateType\":\"p\","
                        + "\"predicate\":" + predicate + "}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
