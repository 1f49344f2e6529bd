package dev.enforce.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.AdmissionSettings.NoMatchPolicy;
import dev.enforce.agent.configuration.EnforcementOptions.NamespaceMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnforcementOptionsTest {

    @Test
    void readsWhatItWrites() {
        EnforcementOptions options =
                new EnforcementOptions(true, NamespaceMode.OPT_OUT, NoMatchPolicy.WARN, MutationMode.PODS);

        assertThat(EnforcementOptions.parse(options.json())).isEqualTo(options);
    }

    @Test
    void takesTheDefaultsFromAnEmptyText() {
        assertThat(EnforcementOptions.parse(" ")).isEqualTo(EnforcementOptions.DEFAULTS);
    }

    @Test
    void namesTheOptionsThatThereAreWhenOneIsUnknown() {
        assertThatThrownBy(() -> EnforcementOptions.parse("{\"webhook_failopen\":true}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("unknown option \"webhook_failopen\"")
                .hasMessageContaining("webhook_fail_open");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"noMatchPolicy\":\"maybe\"}",
                "{\"webhook_fail_open\":\"yes\"}",
                "{\"namespace_enforcement_mode\":\"in\"}",
                "{\"mutation_mode\":null}",
                "{\"mutation_mode\":{}}"
            })
    void refusesWhatItDoesNotUnderstand(String json) {
        assertThatThrownBy(() -> EnforcementOptions.parse(json)).isInstanceOf(ConfigurationException.class);
    }
}
