package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.RunningAgent;
import dev.enforce.agent.policies.TrustRootState;
import dev.enforce.signing.PrivateSigstore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** A TrustRoot that lies at a TUF mirror, from the object to the ConfigMap and the condition. */
class TufTrustRootOnClusterTest {

    @Test
    void bringsATrustRootOfAMirrorIntoForceAndNamesTroubleInItsCondition() throws Exception {
        try (PrivateSigstore sigstore =
                        PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(InstantSource.system()));
                Enforced enforced = new Enforced(ProductClusters.simulated())) {
            RunningAgent agent = enforced.startAgent();
            String mirror = sigstore.tufUrl().toString();

            assertThat(enforced.createTrustRoot(document("ours", mirror, sigstore.tufRoot()))
                            .accepted())
                    .isTrue();
            assertThat(enforced.createTrustRoot(document("lost", mirror + "/lost", sigstore.tufRoot()))
                            .accepted())
                    .isTrue();
            byte[] unsigned = new String(sigstore.tufRoot(), StandardCharsets.UTF_8)
                    .replaceFirst("\"version\": ?1", "\"version\":7")
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(enforced.createTrustRoot(document("unsigned", mirror, unsigned))
                            .message())
                    .contains("failed to construct a TUF client: spec.remote.root");

            Waiting.until("the mirror was read", () -> state(agent, "ours").startsWith("in force"));
            Waiting.until("the trouble is known", () -> state(agent, "lost").contains("TUF unavailable"));
            Waiting.until("the ConfigMap is written", () -> configMap(enforced).contains("fulcio"));
            Waiting.until(
                    "the condition names the cause",
                    () -> status(enforced).contains("the repository lacks timestamp.json"));
        }
    }

    private static String state(RunningAgent agent, String name) {
        for (TrustRootState state : agent.policies().trustRoots()) {
            if (state.name().equals(name)) {
                return state.json() == null ? state.problemText() : "in force " + state.problemText();
            }
        }
        return "absent";
    }

    private static String configMap(Enforced enforced) {
        var map = enforced.admin()
                .configMaps()
                .inNamespace("cosign-system")
                .withName("config-sigstore-keys")
                .get();
        return map == null || map.getData() == null ? "" : map.getData().getOrDefault("ours", "");
    }

    private static String status(Enforced enforced) {
        var object = enforced.admin()
                .genericKubernetesResources("policy.sigstore.dev/v1alpha1", "TrustRoot")
                .withName("lost")
                .get();
        return String.valueOf(object.getAdditionalProperties().get("status"));
    }

    private static String document(String name, String mirror, byte[] root) {
        return """
                apiVersion: policy.sigstore.dev/v1alpha1
                kind: TrustRoot
                metadata: {name: %s}
                spec:
                  remote:
                    mirror: %s
                    root: %s
                """.formatted(name, mirror, Base64.getEncoder().encodeToString(root));
    }
}
