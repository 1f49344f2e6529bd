package dev.enforce.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.Reviews.Answered;
import dev.enforce.policy.PolicySettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhooks for policies: defaults, refusals and warnings as people know them, conversion. */
class PolicyWebhooksTest {

    private static final String GOOD = """
        {"apiVersion":"policy.sigstore.dev/v1beta1","kind":"ClusterImagePolicy","metadata":{"name":"p"},
         "spec":{"mode":"enforce","images":[{"glob":"ghcr.io/**"}],"authorities":[{"name":"authority-0","static":{"action":"pass"}}]}}
        """;

    private final PolicyWebhooks webhooks = new PolicyWebhooks(() -> PolicySettings.DEFAULT, AdmissionMetrics.none());

    @Test
    void acceptsAGoodPolicyAndAddsNothingToIt() {
        assertThat(Answered.by(webhooks.validation(), review("CREATE", GOOD)).allowed())
                .isTrue();
        Answered defaulted = Answered.by(webhooks.defaulting(), review("CREATE", GOOD));

        assertThat(defaulted.allowed()).isTrue();
        assertThat(defaulted.json().path("response").has("patch")).isFalse();
    }

    @Test
    void writesDefaults() {
        String bare = """
            {"apiVersion":"policy.sigstore.dev/v1beta1","kind":"ClusterImagePolicy","metadata":{"name":"p"},
             "spec":{"images":[{"glob":"**"}],"authorities":[{"static":{"action":"pass"}}]}}
            """;

        Answered answer = Answered.by(webhooks.defaulting(), review("CREATE", bare));

        assertThat(answer.allowed()).isTrue();
        assertThat(new String(
                        Base64.getDecoder()
                                .decode(answer.json()
                                        .path("response")
                                        .path("patch")
                                        .asText()),
                        StandardCharsets.UTF_8))
                .contains("/spec/mode")
                .contains("enforce")
                .contains("authority-0");
    }

    @Test
    void refusesWithEveryErrorInTheWordsOfTheReference() {
        String bad = GOOD.replace("\"images\":[{\"glob\":\"ghcr.io/**\"}],", "").replace("\"pass\"", "\"maybe\"");

        Answered answer = Answered.by(webhooks.validation(), review("CREATE", bad));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.message())
                .isEqualTo("validation failed: invalid value: maybe: spec.authorities[0].static.action\n"
                        + "unsupported action\nmissing field(s): spec.images");
    }

    @Test
    void refusesUnknownFieldsAsTheReferenceDecodesThem() {
        String bad = GOOD.replace("\"mode\":\"enforce\"", "\"mode\":\"enforce\",\"moode\":1");

        assertThat(Answered.by(webhooks.validation(), review("UPDATE", bad)).message())
                .startsWith(
                        "decoding request failed: cannot decode incoming new object: json: unknown field \"moode\"");
    }

    @Test
    void warnsWhereARuleWasSofter() {
        String keyless = """
            {"apiVersion":"policy.sigstore.dev/v1alpha1","kind":"ClusterImagePolicy","metadata":{"name":"p"},
             "spec":{"images":[{"glob":"ghcr.io/**"}],"authorities":[{"keyless":{"url":"https://fulcio.sigstore.dev"}}]}}
            """;

        Answered answer = Answered.by(webhooks.validation(), review("CREATE", keyless));

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.warnings()).isNotEmpty().allSatisfy(w -> assertThat(w).doesNotContain("\n"));
    }

    @Test
    void letsPassWhatIsDeleted() {
        String bad = GOOD.replace("\"images\"", "\"imagesX\"");

        assertThat(Answered.by(webhooks.validation(), review("DELETE", "null")).allowed())
                .isTrue();
        assertThat(Answered.by(
                                webhooks.validation(),
                                review(
                                        "UPDATE",
                                        bad.replace("\"name\":\"p\"", "\"name\":\"p\",\"deletionTimestamp\":\"t\"")))
                        .allowed())
                .isTrue();
        assertThat(Answered.by(
                                webhooks.validation(),
                                review(
                                        "CREATE",
                                        bad.replace("\"name\":\"p\"", "\"name\":\"p\",\"deletionTimestamp\":\"t\"")))
                        .allowed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"request\":{}}",
                "{\"request\":{\"uid\":1}}",
                "{\"request\":{\"uid\":\"u\"},\"request\":{}}"
            })
    void refusesWhatIsNoReview(String body) {
        for (AdmissionHandler handler : List.of(webhooks.defaulting(), webhooks.validation(), webhooks.conversion())) {
            Answered answer = Answered.by(handler, body.getBytes(StandardCharsets.UTF_8));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.message()).startsWith("decoding request failed: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "{}",
                "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}",
                "{\"kind\":\"ClusterImagePolicy\",\"apiVersion\":\"policy.sigstore.dev/v9\"}",
                "{\"kind\":\"ClusterImagePolicy\",\"apiVersion\":\"policy.sigstore.dev/v1beta1\",\"spec\":[]}"
            })
    void refusesAnObjectThatIsNoPolicy(String object) {
        Answered answer = Answered.by(webhooks.validation(), review("CREATE", object));

        assertThat(answer.allowed()).isFalse();
        assertThat(answer.uid()).isEqualTo("u-1");
        assertThat(answer.message()).isNotBlank();
    }

    @Test
    void convertsBetweenVersionsAndSaysWhenItCannot() {
        String body = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"ConversionReview","request":{"uid":"u-1",
             "desiredAPIVersion":"policy.sigstore.dev/%s","objects":[%s]}}
            """;

        Answered converted = Answered.by(
                webhooks.conversion(), body.formatted("v1alpha1", GOOD).getBytes(StandardCharsets.UTF_8));
        Answered refused =
                Answered.by(webhooks.conversion(), body.formatted("v7", GOOD).getBytes(StandardCharsets.UTF_8));

        assertThat(converted
                        .json()
                        .path("response")
                        .path("result")
                        .path("status")
                        .asText())
                .isEqualTo("Success");
        assertThat(converted
                        .json()
                        .path("response")
                        .path("convertedObjects")
                        .path(0)
                        .path("apiVersion")
                        .asText())
                .isEqualTo("policy.sigstore.dev/v1alpha1");
        assertThat(converted.uid()).isEqualTo("u-1");
        assertThat(refused.json().path("response").path("result").path("status").asText())
                .isEqualTo("Failure");
        assertThat(refused.json()
                        .path("response")
                        .path("result")
                        .path("message")
                        .asText())
                .startsWith("conversion failed: ");
    }

    @Test
    void neverThrowsWhateverTheBytes() {
        byte[] good = review("CREATE", GOOD);
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            byte[] body = good.clone();
            for (int i = 0; i < 3; i++) {
                body[random.nextInt(body.length)] = (byte) "{}[]\",:0 nx\\".charAt(random.nextInt(12));
            }

            assertThat(Answered.by(webhooks.validation(), body).message()).doesNotContain("internal error");
            assertThat(Answered.by(webhooks.defaulting(), body).message()).doesNotContain("internal error");
            assertThat(Answered.by(webhooks.conversion(), body).status()).isIn(200, 400);
        }
    }

    private static byte[] review(String operation, String object) {
        return """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
             "kind":{"group":"policy.sigstore.dev","version":"v1beta1","kind":"ClusterImagePolicy"},
             "resource":{"group":"policy.sigstore.dev","version":"v1beta1","resource":"clusterimagepolicies"},
             "name":"p","operation":"%s","object":%s,"oldObject":null}}
            """.formatted(operation, object).getBytes(StandardCharsets.UTF_8);
    }
}
