package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.Compilation.NotCompiled;
import org.junit.jupiter.api.Test;

class UnusablePolicyTest {

    private static final CompiledPolicy SOUND = compiled("""
            {"uid":"u","resourceVersion":"1","images":[{"glob":"ghcr.io/**"}],"mode":"enforce",
             "authorities":[{"name":"unusable","static":{"action":"fail","message":"policy cannot be evaluated: gone"}}]}
            """);

    @Test
    void coversTheSameAndDecidesNothing() {
        CompiledPolicy unusable = SOUND.unusable("gone");

        assertThat(unusable.images()).isEqualTo(SOUND.images());
        assertThat(unusable.authorities()).singleElement().satisfies(authority -> {
            assertThat(authority).isInstanceOf(UnusableAuthority.class);
            assertThat(authority.needsEvidence()).isFalse();
        });
    }

    @Test
    void hasAnotherHashThanARefusalWithTheSameWords() {
        assertThat(SOUND.unusable("gone").contentHash()).isNotEqualTo(SOUND.contentHash());
        assertThat(SOUND.unusable("gone").contentHash())
                .isNotEqualTo(SOUND.unusable("broken").contentHash());
    }

    @Test
    void isWrittenAsARefusalThatIsNeverReadBackAsAPolicy() {
        String written = CompiledPolicyFormat.write(SOUND.unusable("gone"));

        assertThat(written)
                .contains("\"static\":{\"action\":\"fail\",\"message\":\"policy cannot be evaluated: gone\"}");
        assertThat(CompiledPolicyFormat.read("p", written)).isInstanceOf(NotCompiled.class);
    }

    private static CompiledPolicy compiled(String json) {
        return ((Compiled) CompiledPolicyFormat.read("p", json)).policy();
    }
}
