package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.agent.AgentOptions;
import dev.enforce.agent.AgentProgram;
import dev.enforce.agent.RunningAgent;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent whose way to the API server is cut. */
class ApiServerFaultsTest {

    private Enforced enforced;
    private TcpGate gate;
    private RunningAgent agent;

    @BeforeEach
    void open() {
        enforced = new Enforced(ProductClusters.best());
        URI server = enforced.cluster().apiServer();
        gate = new TcpGate(() -> new InetSocketAddress(server.getHost(), server.getPort()));
    }

    @AfterEach
    void close() {
        if (agent != null) {
            agent.close();
        }
        gate.close();
        enforced.close();
    }

    @Test
    void startsAndWaitsWhileTheApiServerIsDown() throws Exception {
        Config config = config();
        gate.cut();

        agent = AgentProgram.start(AgentOptions.onLoopback("early"), config);

        Waiting.until(
                "it says what it waits for",
                () -> get("/readyz").body().contains("policies: configmaps of cosign-system not listed yet"));
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(agent.webhookPort())
                .as("no review is answered without policies")
                .isZero();

        gate.open();

        agent.registered().get(60, TimeUnit.SECONDS);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(enforced.run("registry.test/team/app@" + Enforced.DIGEST).message())
                .contains("no matching policies");
    }

    @Test
    void keepsItsPoliciesWhileTheApiServerIsAwayAndSeesWhatWasDeletedMeanwhile() throws Exception {
        agent = AgentProgram.start(AgentOptions.onLoopback("cut"), config());
        agent.registered().get(60, TimeUnit.SECONDS);
        createPolicy("kept", "pass");
        createPolicy("deleted", "fail");
        Waiting.until("both are in force", () -> agent.policies().policies().size() == 2);
        String image = "registry.test/team/app@" + Enforced.DIGEST;
        assertThat(enforced.run(image).message()).contains("failed policy: deleted");

        gate.cut();
        enforced.admin()
                .genericKubernetesResources("policy.sigstore.dev/v1alpha1", "ClusterImagePolicy")
                .withName("deleted")
                .delete();

        assertThat(enforced.run(image).message())
                .as("judged by the last state that was seen")
                .contains("failed policy: deleted");
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        gate.open();

        Waiting.until("the deletion is seen", () -> agent.policies().policies().size() == 1);
        assertThat(enforced.run(image).status()).isEqualTo(201);
    }

    private void createPolicy(String name, String action) {
        assertThat(enforced.createPolicy(Enforced.policy(name, "registry.test/**", "static: {action: " + action + "}"))
                        .accepted())
                .isTrue();
    }

    private Config config() {
        Config config = enforced.agentConfig();
        config.setMasterUrl("https://127.0.0.1:" + gate.port() + "/");
        return config;
    }

    private HttpResponse<String> get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.healthPort() + path))
                    .build();
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
