package dev.enforce.agent.policies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.enforce.agent.keys.ManagedKeys;
import dev.enforce.agent.policies.PolicyState.Standing;
import dev.enforce.model.ImageReference;
import dev.enforce.policy.CompiledPolicyFormat;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.UnusableAuthority;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PolicyCompilationTest {

    private static final ImageReference COVERED = ImageReference.parse("registry.test/team/app:1");
    private static final ImageReference OTHER = ImageReference.parse("elsewhere.test/app:1");

    private final Map<String, SystemEntries.Entries> secrets = new HashMap<>();
    private final Map<String, SystemEntries.Entries> configMaps = new HashMap<>();
    private final AtomicReference<String> remote = new AtomicReference<>("");
    private ManagedKeys keys = ManagedKeys.NONE;
    private final PolicyCompilation compilation = new PolicyCompilation();

    @Test
    void compilesAnewOnlyWhatChanged() {
        GenericKubernetesResource object = policy(1, "static: {action: pass}");

        PolicyState first = update(compilation, object, Map.of());
        PolicyState second = update(compilation, object, Map.of());

        assertThat(second).isSameAs(first);
    }

    @Test
    void followsASecret() throws Exception {
        GenericKubernetesResource object = policy(1, "key: {secretRef: {name: key}}");
        secret("1", publicKey());
        PolicyState first = update(compilation, object, Map.of());
        secret("2", publicKey());

        PolicyState second = update(compilation, object, Map.of());

        assertThat(first.standing()).isEqualTo(Standing.CURRENT);
        assertThat(second.standing()).isEqualTo(Standing.CURRENT);
        assertThat(second.inForce().contentHash()).isNotEqualTo(first.inForce().contentHash());
    }

    @Test
    void keepsWhatWasGoodWhenTheSecretIsDeleted() throws Exception {
        GenericKubernetesResource object = policy(1, "key: {secretRef: {name: key}}");
        secret("1", publicKey());
        PolicyState good = update(compilation, object, Map.of());
        secrets.clear();

        PolicyState broken = update(compilation, object, Map.of());

        assertThat(broken.standing()).isEqualTo(Standing.LAST_GOOD);
        assertThat(broken.inForce()).isEqualTo(good.inForce());
        assertThat(broken.isKeyTrouble()).isTrue();
    }

    @Test
    void findsWhatWasGoodInTheConfigMapAfterARestart() throws Exception {
        GenericKubernetesResource object = policy(1, "key: {secretRef: {name: key}}");
        secret("1", publicKey());
        PolicyState good = update(compilation, object, Map.of());
        secrets.clear();

        PolicyState broken =
                update(new PolicyCompilation(), object, Map.of("p", CompiledPolicyFormat.write(good.inForce())));

        assertThat(broken.standing()).isEqualTo(Standing.LAST_GOOD);
        assertThat(broken.inForce().contentHash()).isEqualTo(good.inForce().contentHash());
    }

    @Test
    void takesNoEntryOfAnotherObjectOfTheSameName() throws Exception {
        secret("1", publicKey());
        PolicyState good = update(compilation, policy(1, "key: {secretRef: {name: key}}"), Map.of());
        secrets.clear();
        GenericKubernetesResource successor = policy(1, "key: {secretRef: {name: key}}");
        successor.getMetadata().setUid("another");

        PolicyState broken =
                update(new PolicyCompilation(), successor, Map.of("p", CompiledPolicyFormat.write(good.inForce())));

        assertThat(broken.standing()).isEqualTo(Standing.DENYING);
    }

    @Test
    void deniesOnlyWhatAPolicyCoversThatNeverCouldBeUsed() {
        PolicyState state = update(compilation, policy(1, "key: {secretRef: {name: absent}}"), Map.of());

        assertThat(state.standing()).isEqualTo(Standing.DENYING);
        assertThat(state.inForce().matchesImage(COVERED)).isTrue();
        assertThat(state.inForce().matchesImage(OTHER)).isFalse();
        assertThat(state.inForce().authorities())
                .singleElement()
                .isInstanceOfSatisfying(
                        UnusableAuthority.class,
                        unusable -> assertThat(unusable.reason())
                                .isEqualTo("policy cannot be evaluated: secret \"absent\" not found:"
                                        + " spec.authorities[0].key.secretref"));
    }

    @Test
    void takesNoStoredDenialForAPolicy() {
        GenericKubernetesResource object = policy(1, "key: {secretRef: {name: absent}}");
        PolicyState denying = update(compilation, object, Map.of());

        PolicyState again =
                update(new PolicyCompilation(), object, Map.of("p", CompiledPolicyFormat.write(denying.inForce())));

        assertThat(again.standing()).isEqualTo(Standing.DENYING);
    }

    @Test
    void findsTheStoredFormOfAPolicyWhoseAuthorityIsNamedUnusable() throws Exception {
        GenericKubernetesResource object = policy(1, "name: unusable, key: {secretRef: {name: key}}");
        secret("1", publicKey());
        PolicyState good = update(compilation, object, Map.of());
        secrets.clear();

        PolicyState broken =
                update(new PolicyCompilation(), object, Map.of("p", CompiledPolicyFormat.write(good.inForce())));

        assertThat(broken.standing()).isEqualTo(Standing.LAST_GOOD);
    }

    @Test
    void deniesTooWhenASpecificationHasUnknownFields() {
        PolicyState state = update(compilation, policy(1, "statik: {action: pass}"), Map.of());

        assertThat(state.standing()).isEqualTo(Standing.DENYING);
        assertThat(state.inForce().matchesImage(COVERED)).isTrue();
    }

    @Test
    void followsAKeyOfAKeyManagementService() throws Exception {
        AtomicReference<ManagedKeys.Answer> answer = new AtomicReference<>(new ManagedKeys.Missing("is being fetched"));
        keys = reference -> answer.get();
        PolicyCompilation managed = compilation;
        GenericKubernetesResource object = policy(1, "key: {kms: 'openbao://release'}");

        PolicyState waiting = update(managed, object, Map.of());
        answer.set(new ManagedKeys.Known(publicKey()));
        PolicyState fetched = update(managed, object, Map.of());
        answer.set(new ManagedKeys.Known(publicKey()));
        PolicyState rotated = update(managed, object, Map.of());
        answer.set(new ManagedKeys.Missing("cannot be fetched: it was refused"));
        PolicyState refused = update(managed, object, Map.of());

        assertThat(waiting.standing()).isEqualTo(Standing.DENYING);
        assertThat(fetched.standing()).isEqualTo(Standing.CURRENT);
        assertThat(rotated.inForce().contentHash())
                .isNotEqualTo(fetched.inForce().contentHash());
        assertThat(refused.standing()).isEqualTo(Standing.LAST_GOOD);
        assertThat(refused.inForce()).isEqualTo(rotated.inForce());
        String status = StatusConditions.of(refused)
                .write(1, JsonNodeFactory.instance.objectNode(), Instant.EPOCH)
                .toString();
        assertThat(status)
                .contains("kms key \\\"openbao://release\\\" cannot be fetched: it was refused")
                .contains("\"reason\":\"InliningKeysFailed\",\"status\":\"False\",\"type\":\"KeysInlined\"");
    }

    @Test
    void followsThePredicatePolicyInAConfigMap() {
        GenericKubernetesResource object = policy(1, "static: {action: pass}");
        @SuppressWarnings("unchecked")
        Map<String, Object> spec =
                (Map<String, Object>) object.getAdditionalProperties().get("spec");
        spec.put("policy", Map.of("type", "rego", "configMapRef", Map.of("name", "m", "key", "k")));

        PolicyState missing = update(compilation, object, Map.of());
        assertThat(missing.standing()).isEqualTo(Standing.DENYING);
        assertThat(missing.isKeyTrouble()).isFalse();
        assertThat(missing.problemText()).startsWith("configmap \"m\" not found");

        configMap("1", "package sigstore\nisCompliant { true }");
        assertThat(update(compilation, object, Map.of()).standing()).isEqualTo(Standing.CURRENT);

        configMap("2", "package sigstore\nisCompliant {");
        PolicyState broken = update(compilation, object, Map.of());
        assertThat(broken.standing()).isEqualTo(Standing.LAST_GOOD);
        assertThat(broken.problemText()).startsWith("failed to compile the rego policy with error: 2:");
    }

    private void configMap(String version, String text) {
        configMaps.put("m", new SystemEntries.Entries(version, Map.of("k", text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void forgetsWhatIsDeletedOrBeingDeleted() {
        GenericKubernetesResource object = policy(1, "static: {action: pass}");
        update(compilation, object, Map.of());
        object.getMetadata().setDeletionTimestamp("2026-11-21T12:00:00Z");

        assertThat(compilation.update(List.of(object), references(), PolicySettings.DEFAULT, Map.of()))
                .isEmpty();
    }

    private PolicyState update(PolicyCompilation used, GenericKubernetesResource object, Map<String, String> stored) {
        List<PolicyState> states = used.update(List.of(object), references(), PolicySettings.DEFAULT, stored);
        assertThat(states).hasSize(1);
        return states.getFirst();
    }

    private PolicyReferences references() {
        return new PolicyReferences(
                this::find,
                name -> Optional.ofNullable(configMaps.get(name)),
                keys,
                new RemoteTexts(_ -> remote.get().getBytes(StandardCharsets.UTF_8), InstantSource.system()));
    }

    private Optional<SystemEntries.Entries> find(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    private void secret(String version, String pem) {
        secrets.put(
                "key", new SystemEntries.Entries(version, Map.of("cosign.pub", pem.getBytes(StandardCharsets.UTF_8))));
    }

    private static GenericKubernetesResource policy(long generation, String authority) {
        return new KubernetesSerialization()
                .unmarshal("""
                apiVersion: policy.sigstore.dev/v1alpha1
                kind: ClusterImagePolicy
                metadata: {name: p, uid: u-1, resourceVersion: "7", generation: %d}
                spec:
                  images: [{glob: "registry.test/**"}]
                  authorities: [{%s}]
                """.formatted(generation, authority), GenericKubernetesResource.class);
    }

    private static String publicKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
