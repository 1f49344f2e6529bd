package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.AdmissionSettings.NoMatchPolicy;
import dev.enforce.agent.admission.Reviews.Answered;
import dev.enforce.oci.Keychain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Both webhooks over fakes. */
final class AdmissionFixture implements AdmissionMetrics {

    final FakeJudge judge = new FakeJudge();
    final FakeRegistries registries = new FakeRegistries();
    final List<String> metrics = Collections.synchronizedList(new ArrayList<>());
    final List<String> keychains = Collections.synchronizedList(new ArrayList<>());
    AdmissionSettings settings = AdmissionSettings.DEFAULTS;

    private final ImageWebhooks webhooks =
            new ImageWebhooks(() -> judge, registries, this::keychain, () -> settings, this);

    Answered mutate(byte[] body) {
        return Answered.by(webhooks.mutation(), body);
    }

    Answered validate(byte[] body) {
        return Answered.by(webhooks.validation(), body);
    }

    AdmissionHandler validation() {
        return webhooks.validation();
    }

    AdmissionHandler mutation() {
        return webhooks.mutation();
    }

    void noMatch(NoMatchPolicy policy) {
        settings = new AdmissionSettings(
                policy, settings.mutationMode(), settings.failOnEmptyAuthorities(), settings.identitiesRequired());
    }

    void mutationMode(MutationMode mode) {
        settings = new AdmissionSettings(
                settings.noMatchPolicy(), mode, settings.failOnEmptyAuthorities(), settings.identitiesRequired());
    }

    private Keychain keychain(String namespace, String serviceAccountName, List<String> imagePullSecrets) {
        keychains.add(namespace + "/" + serviceAccountName + imagePullSecrets);
        return Keychain.anonymous();
    }

    @Override
    public void reviewed(String webhook, Decision decision, Duration took) {
        metrics.add(decision.name());
    }

    @Override
    public void judged(String policy, PolicyOutcome outcome) {
        metrics.add(policy + " " + outcome);
    }

    @Override
    public void uncovered() {
        metrics.add("uncovered");
    }
}
