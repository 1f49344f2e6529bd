package dev.enforce.testing.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.agent.configuration.EnforcementOptions;
import dev.enforce.agent.install.Installation;
import dev.enforce.agent.install.Manifests;
import dev.enforce.cluster.KubernetesCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The YAML that installs the agent, applied with kubectl to a real API server. */
class InClusterInstallationTest {

    @TempDir
    private static Path folder;

    private static KubernetesCluster cluster;
    private static KubernetesClient admin;
    private static String applied;

    @BeforeAll
    static void install() throws Exception {
        cluster = ProductClusters.real();
        admin = cluster.newClient();
        Installation installation = new Installation.InCluster("registry.example.com/enforce/agent:1", 2);
        Files.writeString(
                folder.resolve("enforce.yaml"), new Manifests(installation, EnforcementOptions.DEFAULTS).yaml());
        applied = kubectl("apply", "-f", folder.resolve("enforce.yaml").toString());
    }

    @AfterAll
    static void remove() {
        if (cluster != null) {
            admin.close();
            cluster.close();
        }
    }

    @Test
    void isAcceptedWithoutAWarningAndAgain() throws Exception {
        assertThat(applied)
                .contains("deployment.apps/enforce-agent created")
                .contains("poddisruptionbudget.policy/enforce-agent created")
                .contains("networkpolicy.networking.k8s.io/enforce-agent created")
                .contains("validatingwebhookconfiguration.admissionregistration.k8s.io/enforcer.chainguard.dev created")
                .doesNotContainIgnoringCase("warning");

        assertThat(kubectl("apply", "-f", folder.resolve("enforce.yaml").toString()))
                .contains("deployment.apps/enforce-agent unchanged")
                .doesNotContainIgnoringCase("warning");
    }

    @Test
    void podsOfTheAgentRunUnderTheRestrictedStandard() {
        Waiting.until(
                "two Pods run",
                () -> admin.pods().inNamespace("gulfstream").list().getItems().stream()
                                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                                .count()
                        == 2);
        assertThat(admin.pods().inNamespace("gulfstream").list().getItems())
                .allSatisfy(pod -> assertThat(pod.getSpec().getContainers())
                        .singleElement()
                        .satisfies(container -> assertThat(
                                        container.getSecurityContext().getReadOnlyRootFilesystem())
                                .isTrue()));
        Waiting.until(
                "one may be disrupted",
                () -> Integer.valueOf(1)
                        .equals(admin.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace("gulfstream")
                                .withName("enforce-agent")
                                .get()
                                .getStatus()
                                .getDisruptionsAllowed()));

        assertThatThrownBy(() -> admin.resource(privileged()).create())
                .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
    }

    private static Pod privileged() {
        return admin.getKubernetesSerialization().unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: intruder, namespace: gulfstream}
                spec:
                  containers:
                  - name: intruder
                    image: registry.example.com/intruder:1
                    securityContext: {privileged: true}
                """, Pod.class);
    }

    /** verb, group, resource, name, namespace (empty: everywhere). */
    @ParameterizedTest
    @CsvSource({
        "list,'',secrets,'',''",
        "watch,'',secrets,'',''",
        "list,'',secrets,'',kube-system",
        "create,'',secrets,'',kube-system",
        "update,'',secrets,other,gulfstream",
        "delete,'',secrets,webhook-certs,gulfstream",
        "update,'',secrets,any,cosign-system",
        "create,'',pods,'',default",
        "create,'',pods,'',gulfstream",
        "update,'',pods,any,default",
        "delete,'',pods,any,default",
        "patch,apps,deployments,any,default",
        "create,'',pods/exec,any,default",
        "get,'',pods/log,any,default",
        "create,'',serviceaccounts/token,controller,gulfstream",
        "impersonate,'',users,admin,''",
        "patch,'',configmaps,config-policy-controller,cosign-system",
        "delete,'',configmaps,config-image-policies,cosign-system",
        "get,'',configmaps,any,kube-system",
        "create,admissionregistration.k8s.io,validatingwebhookconfigurations,'',''",
        "delete,admissionregistration.k8s.io,validatingwebhookconfigurations,enforcer.chainguard.dev,''",
        "update,admissionregistration.k8s.io,validatingwebhookconfigurations,other,''",
        "update,apiextensions.k8s.io,customresourcedefinitions,other.example.com,''",
        "delete,apiextensions.k8s.io,customresourcedefinitions,clusterimagepolicies.policy.sigstore.dev,''",
        "create,policy.sigstore.dev,clusterimagepolicies,'',''",
        "delete,policy.sigstore.dev,clusterimagepolicies,any,''",
        "create,rbac.authorization.k8s.io,clusterrolebindings,'',''",
        "escalate,rbac.authorization.k8s.io,clusterroles,enforce-agent,''",
        "update,coordination.k8s.io,leases,other,gulfstream",
        "delete,'',events,any,default",
    })
    void mayNotDoWhatItDoesNotNeed(String verb, String group, String resource, String name, String namespace) {
        assertThat(mayDo(verb, group, resource, name, namespace)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "list,policy.sigstore.dev,clusterimagepolicies,'',''",
        "watch,'',pods,'',''",
        "get,'',secrets,regcred,default",
        "list,'',secrets,'',cosign-system",
        "get,'',events,any,default",
        "create,'',events,'',default",
        "update,'',events,any,default",
        "update,'',secrets,webhook-certs,gulfstream",
        "update,coordination.k8s.io,leases,enforce-agent,gulfstream",
        "patch,'',configmaps,config-image-policies,cosign-system",
        "update,admissionregistration.k8s.io,validatingwebhookconfigurations,enforcer.chainguard.dev,''",
    })
    void mayDoWhatItNeeds(String verb, String group, String resource, String name, String namespace) {
        assertThat(mayDo(verb, group, resource, name, namespace)).isTrue();
    }

    private static boolean mayDo(String verb, String group, String resource, String name, String namespace) {
        String[] parts = resource.split("/", 2);
        SubjectAccessReview review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:gulfstream:controller")
                .withGroups("system:serviceaccounts", "system:serviceaccounts:gulfstream", "system:authenticated")
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(parts[0])
                .withSubresource(parts.length == 2 ? parts[1] : null)
                .withName(name.isEmpty() ? null : name)
                .withNamespace(namespace.isEmpty() ? null : namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        return admin.authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(cluster.kubectl().orElseThrow());
        command.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "kubectl", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        String text = Files.readString(output);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
