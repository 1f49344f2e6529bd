package dev.enforce.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.AdmissionSettings.NoMatchPolicy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveConfigurationTest {

    private final List<Map<String, String>> levels = new ArrayList<>();
    private final LiveConfiguration live = new LiveConfiguration(EnforcementOptions.DEFAULTS, levels::add);

    @Test
    void takesWhatTheConfigMapSays() {
        options(Map.of("no-match-policy", "warn", "fail-on-empty-authorities", "F", "mutation-mode", "pods"));

        assertThat(live.settings().noMatchPolicy()).isEqualTo(NoMatchPolicy.WARN);
        assertThat(live.settings().failOnEmptyAuthorities()).isFalse();
        assertThat(live.settings().mutationMode()).isEqualTo(MutationMode.PODS);
        assertThat(live.problems()).isEmpty();
    }

    @Test
    void deniesForANoMatchPolicyThatDoesNotExist() {
        options(Map.of("no-match-policy", "alow"));

        assertThat(live.settings().noMatchPolicy()).isEqualTo(NoMatchPolicy.DENY);
    }

    @Test
    void keepsTheLastGoodValuesWhenABooleanIsBad() {
        options(Map.of("no-match-policy", "allow"));

        options(Map.of("no-match-policy", "warn", "fail-on-empty-authorities", "maybe"));

        assertThat(live.settings().noMatchPolicy()).isEqualTo(NoMatchPolicy.ALLOW);
        assertThat(live.problems().get("config-policy-controller"))
                .contains("fail-on-empty-authorities does not take \"maybe\"");
    }

    @Test
    void saysThatAKeyIsUnknown() {
        options(Map.of("no-match-polcy", "allow"));

        assertThat(live.settings().noMatchPolicy()).isEqualTo(NoMatchPolicy.DENY);
        assertThat(live.problems().get("config-policy-controller")).startsWith("unknown key \"no-match-polcy\"");
    }

    @Test
    void ignoresTheExampleAndKnowsTheKeysOfOthers() {
        options(Map.of("_example", "whatever", "enable-oci11", "true", "dev.chainguard.enable-cip-cache", "true"));

        assertThat(live.problems()).isEmpty();
    }

    @Test
    void forgetsTheProblemWhenItIsMended() {
        options(Map.of("fail-on-empty-authorities", "maybe"));
        options(Map.of("fail-on-empty-authorities", "false"));

        assertThat(live.problems()).isEmpty();
        assertThat(live.settings().failOnEmptyAuthorities()).isFalse();
    }

    @Test
    void goesBackToTheDefaultsWhenTheConfigMapIsDeleted() {
        options(Map.of("no-match-policy", "allow"));

        live.apply(List.of());

        assertThat(live.settings().noMatchPolicy()).isEqualTo(NoMatchPolicy.DENY);
    }

    @Test
    void readsThePeriodFromTheAnnotation() {
        resync("1m30s");

        assertThat(live.resync()).isEqualTo(Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "0", "999ms", "25h", "-10s"})
    void keepsTheLastGoodPeriodWhenTheAnnotationIsBad(String bad) {
        resync("5s");

        resync(bad);

        assertThat(live.resync()).isEqualTo(Duration.ofSeconds(5));
        assertThat(live.problems()).containsKey("config-image-policies");
    }

    @Test
    void tellsLogLevelsOnceForEachChange() {
        ConfigMap map = map("config-logging", Map.of("loglevel.webhook", "debug"), Map.of());

        live.apply(List.of(map));
        live.apply(List.of(map));

        assertThat(levels)
                .containsExactly(Map.of("dev.enforce.agent.admission", "debug", "dev.enforce.agent.server", "debug"));
    }

    @Test
    void keepsLogLevelsWhenOneDoesNotExist() {
        live.apply(List.of(map("config-logging", Map.of("loglevel.controller", "loud"), Map.of())));

        assertThat(levels).isEmpty();
        assertThat(live.problems().get("config-logging")).contains("debug, info, warn, error");
    }

    private void options(Map<String, String> data) {
        live.apply(List.of(map("config-policy-controller", data, Map.of())));
    }

    private void resync(String period) {
        live.apply(List.of(map("config-image-policies", Map.of(), Map.of("gulfstream.dev/resync", period))));
    }

    private static ConfigMap map(String name, Map<String, String> data, Map<String, String> annotations) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .withData(data)
                .build();
    }
}
