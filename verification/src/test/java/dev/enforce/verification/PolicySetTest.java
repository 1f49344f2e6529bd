package dev.enforce.verification;

import static dev.enforce.verification.Bench.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.enforce.model.PinnedReference;
import dev.enforce.policy.CompiledMatch;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicyMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which policies apply. */
class PolicySetTest {

    private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void selectsInNameOrder() {
        PolicySet set =
                PolicySet.of(List.of(covering("b", "**"), covering("c", "nowhere.test/**"), covering("a", "**")));

        assertThat(names(set, "registry.test/app", Bench.POD)).containsExactly("a", "b");
    }

    @Test
    void selectsByWorkload() {
        PolicySet set = PolicySet.of(List.of(
                covering("all", "**"),
                new CompiledPolicy(
                        "jobs",
                        "",
                        "",
                        PolicyMode.ENFORCE,
                        covering("x", "**").images(),
                        List.of(new CompiledMatch("batch", "v1", "jobs", null)),
                        List.of(pass("a")),
                        null,
                        "h")));

        assertThat(names(set, "registry.test/app", Bench.POD)).containsExactly("all");
        assertThat(names(set, "registry.test/app", new WorkloadFacts("batch", "v1", "jobs", "Job", "x", Map.of())))
                .containsExactly("all", "jobs");
    }

    @Test
    void refusesTwoPoliciesOfOneName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicySet.of(List.of(covering("a", "**"), covering("a", "*"))))
                .withMessage("two policies are named a");
    }

    @Test
    void indexFindsWhatTryingEveryPolicyFinds() {
        Random random = new Random(7);
        List<String> hosts = List.of(
                "docker.io/",
                "index.docker.io/",
                "registry-1.docker.io/",
                "registry.test/",
                "",
                "*/",
                "**/",
                "localhost/",
                "registry.test:5000/");
        List<String> paths = List.of("*", "**", "team/*", "team/app*", "library/*", "app@*", "team/**");
        for (int round = 0; round < 50; round++) {
            List<CompiledPolicy> policies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                policies.add(covering(
                        String.format("p%02d", i),
                        hosts.get(random.nextInt(hosts.size())) + paths.get(random.nextInt(paths.size()))));
            }
            PolicySet set = PolicySet.of(policies);
            for (String image : List.of(
                    "app",
                    "team/app",
                    "registry.test/team/app",
                    "localhost/app",
                    "registry.test:5000/team/app/x",
                    "docker.io/team/app")) {
                PinnedReference pinned = PinnedReference.parse(image + DIGEST);
                List<String> expected = policies.stream()
                        .filter(policy -> policy.matchesImage(pinned.reference()))
                        .map(CompiledPolicy::name)
                        .toList();
                assertThat(names(set, image, Bench.POD)).isEqualTo(expected);
            }
        }
    }

    @Test
    void hashTellsModes() {
        PolicySet enforcing = PolicySet.of(List.of(Bench.policy("a", PolicyMode.ENFORCE, pass("x"))));
        PolicySet warning = PolicySet.of(List.of(Bench.policy("a", PolicyMode.WARN, pass("x"))));

        assertThat(enforcing.hash()).isNotEqualTo(warning.hash());
    }

    private static CompiledPolicy covering(String name, String glob) {
        return Bench.policy(name, PolicyMode.ENFORCE, glob, List.of(), pass("a"));
    }

    private static List<String> names(PolicySet set, String image, WorkloadFacts facts) {
        return set.select(PinnedReference.parse(image + DIGEST), facts).policies().stream()
                .map(CompiledPolicy::name)
                .toList();
    }
}
