package dev.enforce.agent.admission;

import static dev.enforce.agent.admission.Reviews.DIGEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.admission.Reviews.Answered;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority.Action;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile bodies: each is refused in clear words, by both webhooks, and none makes anything throw. */
class BadReviewTest {

    private static final String IMAGE = "ghcr.io/team/app@" + DIGEST;

    private final AdmissionFixture fixture = new AdmissionFixture();

    @BeforeEach
    void nothingIsEverGoodEnough() {
        fixture.judge.verdict = image -> FakeJudge.failed(image, "p");
        fixture.judge.policies.add(FakeJudge.statically("none", PolicyMode.ENFORCE, Action.FAIL, "**"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"review\"",
                "{",
                "{}",
                "{}{}",
                "{\"kind\":\"AdmissionReview\"}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\"}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":null}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":7}}",
                "\u0000\u0001\u0002",
                "k8s\u0000protobuf",
            })
    void whatIsNoReviewIsABadRequest(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        for (AdmissionHandler handler : List.of(fixture.validation(), fixture.mutation())) {
            Answered answer = Answered.by(handler, bytes);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.allowed()).isFalse();
            assertThat(answer.message()).startsWith("decoding request failed: ");
        }
        assertThat(fixture.metrics).containsExactly("MALFORMED", "MALFORMED");
    }

    static List<Named<UnaryOperator<String>>> defects() {
        return List.of(
                defect("an older version", s -> s.replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1")),
                defect("another kind", s -> s.replace("\"AdmissionReview\"", "\"ConversionReview\"")),
                defect("an unknown operation", s -> s.replace("\"CREATE\"", "\"create\"")),
                defect("no operation", s -> s.replace("\"operation\":\"CREATE\",", "")),
                defect("no resource", s -> s.replace("\"resource\":{", "\"resourceX\":{")),
                defect("a resource that is not ours", s -> s.replace("\"pods\"", "\"configmaps\"")),
                defect(
                        "a group that is not the resource's",
                        s -> s.replace("\"group\":\"\"", "\"group\":\"example.com\"")),
                defect("a kind that is not the resource's", s -> s.replace("\"kind\":\"Pod\"", "\"kind\":\"Job\"")),
                defect(
                        "an unknown part of the object",
                        s -> s.replace(
                                "\"name\":\"app\",\"namespace\":\"prod\",\"operation\"",
                                "\"subResource\":\"exec2\",\"name\":\"app\",\"namespace\":\"prod\",\"operation\"")),
                defect(
                        "no object",
                        s -> s.replaceFirst("(?s)\"object\":\\{.*\"oldObject\"", "\"object\":null,\"oldObject\"")),
                defect("an object that is a list", s -> s.replace("\"object\":{", "\"object\":[],\"objectX\":{")),
                defect(
                        "containers that are an object",
                        s -> s.replace("\"containers\":[", "\"containers\":{},\"containersX\":[")),
                defect("a container that is a string", s -> s.replace("\"containers\":[", "\"containers\":[\"x\",")),
                defect("an image that is a number", s -> s.replace("\"image\":\"" + IMAGE + "\"", "\"image\":7")),
                defect(
                        "an image twice",
                        s -> s.replace("\"image\":\"" + IMAGE + "\"", "\"image\":\"a\",\"image\":\"" + IMAGE + "\"")),
                defect("containers twice", s -> s.replace("\"containers\":[", "\"containers\":[],\"containers\":[")),
                defect("spec twice", s -> s.replace("\"spec\":{", "\"spec\":{},\"spec\":{")),
                defect("object twice", s -> s.replace("\"object\":{", "\"object\":null,\"object\":{")),
                defect(
                        "operation twice",
                        s -> s.replace(
                                "\"operation\":\"CREATE\"", "\"operation\":\"DELETE\",\"operation\":\"CREATE\"")),
                defect("uid twice", s -> s.replace("\"request\":{", "\"request\":{\"uid\":\"other\",")),
                defect("a label twice", s -> s.replace("\"app\":\"demo\"", "\"app\":\"demo\",\"app\":\"x\"")),
                defect("a label that is a list", s -> s.replace("\"app\":\"demo\"", "\"app\":[\"demo\"]")),
                defect("no containers", s -> s.replace("\"containers\":[", "\"containersX\":[")),
                defect("no spec", s -> s.replace("\"spec\":{", "\"specX\":{")),
                defect("an empty image", s -> s.replace(IMAGE, "")),
                defect("an endless image", s -> s.replace(IMAGE, "a".repeat(2_000_000))),
                defect("an endless uid", s -> s.replace(Reviews.UID, "a".repeat(10_000))),
                defect("an endless field name", s -> s.replace("\"dnsPolicy\"", "\"" + "d".repeat(100_000) + "\"")),
                defect("an endless number", s -> s.replace("3607", "9".repeat(100_000))),
                defect(
                        "deep nesting",
                        s -> s.replace(
                                "\"securityContext\":{}",
                                "\"securityContext\":" + "[".repeat(5_000) + "]".repeat(5_000))),
                defect(
                        "very deep nesting",
                        s -> s.replace("\"securityContext\":{}", "\"x\":" + "{\"a\":".repeat(500_000))),
                defect(
                        "too many containers",
                        s -> s.replace("\"containers\":[", "\"containers\":[" + "{\"image\":\"x\"},".repeat(3_000))),
                defect("cut in the middle", s -> s.substring(0, s.length() / 2)),
                defect(
                        "one brace missing",
                        s -> s.strip().substring(0, s.strip().length() - 1)),
                defect("something behind it", s -> s + "{}"),
                defect(
                        "a replica count that is a text",
                        s -> s.replace("\"restartPolicy\"", "\"replicas\":\"3\",\"restartPolicy\"")),
                defect(
                        "a replica count without end",
                        s -> s.replace("\"restartPolicy\"", "\"replicas\":99999999999999,\"restartPolicy\"")));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectIsRefused(UnaryOperator<String> defect) {
        String good = new String(Reviews.createPod(IMAGE), StandardCharsets.UTF_8);
        String bad = defect.apply(good);

        Answered answer = fixture.validate(bad.getBytes(StandardCharsets.UTF_8));

        assertThat(bad).isNotEqualTo(good);
        assertThat(answer.allowed()).isFalse();
        assertThat(answer.message()).isNotBlank().hasSizeLessThan(4_000);
        assertThat(answer.status() == 400 || !answer.uid().isEmpty()).isTrue();
    }

    @Test
    void saysWhereATypeIsWrong() {
        String bad = new String(Reviews.createPod(IMAGE), StandardCharsets.UTF_8)
                .replace("\"image\":\"" + IMAGE + "\"", "\"image\":{}");

        assertThat(fixture.validate(bad.getBytes(StandardCharsets.UTF_8)).message())
                .isEqualTo("decoding request failed: request.object.spec.containers[0].image: expected a string");
    }

    @Test
    void refusesABodyBeyondTheLimitWithoutReadingIt() {
        byte[] huge = Arrays.copyOf(Reviews.createPod(IMAGE), AdmissionLimits.MAX_BODY_BYTES + 1);

        Answered answer = fixture.validate(huge);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("longer than");
    }

    @Test
    void readsALargeObjectInTheLimit() {
        String large = Reviews.pod(IMAGE)
                .replace("\"uid\":\"d1\"", "\"annotations\":{\"a\":\"" + "x".repeat(1_400_000) + "\"},\"uid\":\"d1\"");
        fixture.judge.verdict = FakeJudge::passed;

        assertThat(fixture.validate(Reviews.updatePod(large, large.replace(IMAGE, "busybox")))
                        .allowed())
                .isTrue();
    }

    @Test
    void readsFieldsInAnyOrder() {
        String body = """
            {"request":{"object":%s,"operation":"CREATE","resource":{"resource":"pods","version":"v1"},
             "kind":{"kind":"Pod"},"uid":"u"},"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}
            """.formatted(Reviews.pod(IMAGE));

        Answered answer = fixture.validate(body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.uid()).isEqualTo("u");
        assertThat(fixture.judge.asked).containsExactly(IMAGE);
    }

    @Test
    void neverAllowsAndNeverThrowsWhateverTheBytes() {
        byte[] good = Reviews.createPod(IMAGE);
        Random random = new Random(20261101);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = mutated(good, random);
            Answered answer = fixture.validate(body);
            Answered mutation = fixture.mutate(body);

            assertThat(answer.allowed())
                    .as("round %d: %s", round, new String(body, StandardCharsets.UTF_8))
                    .isFalse();
            assertThat(answer.status()).isIn(200, 400);
            assertThat(mutation.status()).isEqualTo(answer.status());
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] body = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(5)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = (byte) "{}[]\",:0 n\\".charAt(random.nextInt(11));
                case 2 -> body = Arrays.copyOf(body, Math.max(1, at));
                case 3 -> System.arraycopy(good, 0, body, 0, Math.min(at, good.length));
                default -> {
                    int from = random.nextInt(body.length);
                    int length = Math.min(random.nextInt(64), body.length - Math.max(from, at));
                    System.arraycopy(body.clone(), from, body, at, length);
                }
            }
        }
        return body;
    }

    private static Named<UnaryOperator<String>> defect(String name, UnaryOperator<String> change) {
        return Named.of(name, change);
    }
}
