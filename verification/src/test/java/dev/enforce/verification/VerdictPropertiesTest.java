package dev.enforce.verification;

import static dev.enforce.verification.Bench.attested;
import static dev.enforce.verification.Bench.bundleKey;
import static dev.enforce.verification.Bench.fail;
import static dev.enforce.verification.Bench.key;
import static dev.enforce.verification.Bench.pass;
import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.StaticAuthority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every set of policies and every evidence. */
class VerdictPropertiesTest {

    private static final int ROUNDS = 300;
    private static final List<String> KEYS = List.of("alice", "bob", "carol", "unusable");
    private static final String SPDX = "https://spdx.dev/Document";
    private static final String SLSA = "https://slsa.dev/provenance/v1";

    private final Random random = new Random(20260301);

    @Test
    void failingAuthorityMoreNeverTurnsPassIntoFailure() {
        for (int round = 0; round < ROUNDS; round++) {
            Bench bench = new Bench();
            PinnedReference image = evidence(bench);
            List<CompiledPolicy> policies = policies();
            List<CompiledPolicy> more = policies.stream()
                    .map(policy -> with(policy, fail("never", "no")))
                    .toList();

            if (bench.verify(image, bench.set(array(policies))) instanceof Verdict.Passed) {
                assertThat(bench.verify(image, bench.set(array(more)))).isInstanceOf(Verdict.Passed.class);
            }
        }
    }

    @Test
    void withoutEvidenceOnlyStaticAuthoritiesPass() {
        for (int round = 0; round < ROUNDS; round++) {
            Bench bench = new Bench();
            PinnedReference image = bench.registry.push("registry.test/team/app", "hello");
            List<CompiledPolicy> policies = policies();

            Verdict verdict = bench.verify(image, bench.set(array(policies)));

            boolean mayPass = policies.stream()
                    .filter(policy -> policy.mode() == PolicyMode.ENFORCE)
                    .allMatch(policy -> policy.authorities().stream()
                            .anyMatch(authority -> authority instanceof StaticAuthority fixed
                                    && fixed.action() == StaticAuthority.Action.PASS));
            assertThat(verdict instanceof Verdict.Passed).isEqualTo(mayPass);
        }
    }

    @Test
    void orderOfPoliciesDoesNotMatter() {
        for (int round = 0; round < ROUNDS; round++) {
            Bench bench = new Bench();
            PinnedReference image = evidence(bench);
            List<CompiledPolicy> policies = policies();
            List<CompiledPolicy> shuffled = new ArrayList<>(policies);
            Collections.shuffle(shuffled, random);
            PolicySet one = bench.set(array(policies));
            PolicySet other = bench.set(array(shuffled));

            assertThat(one.hash()).isEqualTo(other.hash());
            assertThat(bench.verify(image, one)).isEqualTo(bench.verify(image, other));
        }
    }

    @Test
    void neverPassesWithUnreachableRegistryWhatNeedsEvidence() {
        for (int round = 0; round < ROUNDS; round++) {
            Bench bench = new Bench();
            PinnedReference image = evidence(bench);
            bench.registry.fail(
                    new RegistryException(RegistryException.Code.TIMEOUT, "registry.test", "no answer in time"));
            List<CompiledPolicy> policies = policies();

            Verdict verdict = bench.verify(image, bench.set(array(policies)));

            boolean everyPolicyIsStatic = policies.stream()
                    .filter(policy -> policy.mode() == PolicyMode.ENFORCE)
                    .allMatch(policy -> policy.authorities().stream()
                            .anyMatch(authority -> authority instanceof StaticAuthority fixed
                                    && fixed.action() == StaticAuthority.Action.PASS));
            assertThat(verdict instanceof Verdict.Passed).isEqualTo(everyPolicyIsStatic);
        }
    }

    @Test
    void warnModeDecidesNothing() {
        for (int round = 0; round < ROUNDS; round++) {
            Bench bench = new Bench();
            PinnedReference image = evidence(bench);
            List<CompiledPolicy> policies = policies();
            List<CompiledPolicy> enforced = policies.stream()
                    .filter(policy -> policy.mode() == PolicyMode.ENFORCE)
                    .toList();

            Verdict all = bench.verify(image, bench.set(array(policies)));
            Verdict withoutWarnings = bench.verify(image, bench.set(array(enforced)));

            if (!(withoutWarnings instanceof Verdict.Uncovered)) {
                assertThat(all.getClass()).isEqualTo(withoutWarnings.getClass());
            }
        }
    }

    private PinnedReference evidence(Bench bench) {
        PinnedReference image = bench.registry.push("registry.test/team/app", "hello");
        for (String key : KEYS) {
            if (random.nextInt(3) == 0) {
                bench.sign(image, key);
            }
            if (random.nextInt(3) == 0) {
                bench.attest(image, key, random.nextBoolean() ? SPDX : SLSA);
            }
            if (random.nextInt(4) == 0) {
                bench.bundle(image, key + " signs " + image.digest() + (random.nextBoolean() ? "" : " " + SPDX));
            }
        }
        return image;
    }

    private List<CompiledPolicy> policies() {
        List<CompiledPolicy> policies = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            List<CompiledAuthority> authorities = new ArrayList<>();
            int many = random.nextInt(4);
            for (int j = 0; j < many; j++) {
                authorities.add(authority("a" + j));
            }
            PolicyMode mode = random.nextInt(4) == 0 ? PolicyMode.WARN : PolicyMode.ENFORCE;
            policies.add(Bench.policy("p" + i, mode, authorities.toArray(CompiledAuthority[]::new)));
        }
        return policies;
    }

    private CompiledAuthority authority(String name) {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        return switch (random.nextInt(6)) {
            case 0 -> pass(name);
            case 1 -> fail(name, "no");
            case 2 -> attested(name, key, SPDX);
            case 3 -> attested(name, key, SPDX, SLSA);
            case 4 -> bundleKey(name, key);
            default -> key(name, key);
        };
    }

    private static CompiledPolicy with(CompiledPolicy policy, CompiledAuthority authority) {
        List<CompiledAuthority> all = new ArrayList<>(policy.authorities());
        all.addFirst(authority);
        return Bench.policy(policy.name(), policy.mode(), all.toArray(CompiledAuthority[]::new));
    }

    private static CompiledPolicy[] array(List<CompiledPolicy> policies) {
        return policies.toArray(CompiledPolicy[]::new);
    }
}
