package dev.enforce.testing.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.agent.admission.AdmissionHandler;
import dev.enforce.agent.admission.AdmissionMetrics;
import dev.enforce.agent.admission.AdmissionSettings;
import dev.enforce.agent.admission.ImageJudge;
import dev.enforce.agent.admission.ImageWebhooks;
import dev.enforce.agent.admission.PodCredentials;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistrySettings;
import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.ReferenceResolver;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.TrustedRoots;
import dev.enforce.verification.VerificationSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The validating webhook over real verification and a registry client, asked by whole reviews of Pods. */
final class Reviewing implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpRegistryClient client;
    private final AdmissionHandler webhook;
    private final List<String> decisions = new CopyOnWriteArrayList<>();

    /** @param stale how long known evidence counts while its registry is away */
    Reviewing(PolicySet policies, InstantSource clock, Duration stale) {
        client = HttpRegistryClient.builder()
                .settings(RegistrySettings.defaults().withRequestTimeout(Duration.ofSeconds(2)))
                .pause(_ -> {})
                .build();
        EvidenceVerification verification = new EvidenceVerification(
                client,
                (_, _) -> Keychain.anonymous(),
                EvidenceCache.inMemory(16 << 20),
                VerificationSettings.defaults(() -> Duration.ofNanos(2)).withStaleWhenUnreachable(stale),
                clock);
        webhook = new ImageWebhooks(
                        () -> ImageJudge.of(verification, policies),
                        client,
                        PodCredentials.anonymous(),
                        () -> AdmissionSettings.DEFAULTS,
                        new Recording())
                .validation();
    }

    /** What a review ended in. */
    record Answer(boolean allowed, String decision, String message) {}

    Answer admit(String image) {
        return admit(image, Duration.ofSeconds(10));
    }

    Answer admit(String image, Duration patience) {
        String pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"namespace\":\"prod\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"" + image + "\"}]}}";
        String review = "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{"
                + "\"uid\":\"u\",\"kind\":{\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\"},"
                + "\"resource\":{\"group\":\"\",\"version\":\"v1\",\"resource\":\"pods\"},"
                + "\"name\":\"p\",\"namespace\":\"prod\",\"operation\":\"CREATE\","
                + "\"userInfo\":{\"username\":\"admin\"},\"object\":" + pod + ",\"oldObject\":null}}";
        AdmissionHandler.Answer answer = webhook.handle(review.getBytes(StandardCharsets.UTF_8), patience);
        try {
            JsonNode response = JSON.readTree(answer.body()).path("response");
            return new Answer(
                    response.path("allowed").asBoolean(false),
                    decisions.getLast(),
                    response.path("status").path("message").asText());
        } catch (IOException e) {
            throw new AssertionError("the answer is no JSON", e);
        }
    }

    static PolicySet policies(String yaml, TrustedRoots roots) {
        return PolicySet.of(List.of(compiled(yaml)), roots);
    }

    private static CompiledPolicy compiled(String yaml) {
        PolicyDocuments.Reading reading = PolicyDocuments.read(yaml);
        if (!(reading.documents().getFirst() instanceof PolicyDocument document)
                || !(new PolicyCompiler(PolicySettings.DEFAULT).compile(document.policy(), ReferenceResolver.NONE)
                        instanceof Compiled(var policy, var _))) {
            throw new IllegalArgumentException("not a sound policy: " + reading.diagnostics());
        }
        return policy;
    }

    @Override
    public void close() {
        client.close();
    }

    private final class Recording implements AdmissionMetrics {
        @Override
        public void reviewed(String name, Decision decision, Duration took) {
            decisions.add(decision.name());
        }

        @Override
        public void judged(String policy, PolicyOutcome outcome) {}

        @Override
        public void uncovered() {}
    }
}
