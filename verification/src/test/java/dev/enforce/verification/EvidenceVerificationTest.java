package dev.enforce.verification;

import static dev.enforce.verification.Bench.attested;
import static dev.enforce.verification.Bench.bundleKey;
import static dev.enforce.verification.Bench.fail;
import static dev.enforce.verification.Bench.key;
import static dev.enforce.verification.Bench.keyAt;
import static dev.enforce.verification.Bench.pass;
import static dev.enforce.verification.Bench.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException;
import dev.enforce.oci.Repository;
import dev.enforce.policy.CompiledMatch;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.SignatureSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What policies, authorities and evidence together come to. */
class EvidenceVerificationTest {

    private static final RegistryException DOWN = new RegistryException(
            RegistryException.Code.UNAVAILABLE, "registry.test", "registry registry.test does not answer");

    private final Bench bench = new Bench();
    private final FakeRegistry registry = bench.registry;
    private final PinnedReference image = registry.push("registry.test/team/app", "hello");

    @Test
    void passesWhatTheKeySigned() {
        bench.sign(image, "alice");

        Verdict verdict = bench.verify(image, policy("signed", key("authority-0", "alice")));

        assertThat(verdict).asInstanceOf(type(Verdict.Passed.class)).satisfies(passed -> {
            assertThat(passed.warnings()).isEmpty();
            AuthorityMatch match = passed.passes().getFirst().matches().getFirst();
            assertThat(match.authority()).isEqualTo("authority-0");
            assertThat(match.signatures()).extracting(VerifiedEvidence::id).containsExactly("id-alice");
            assertThat(passed.basis().evidence()).isNotNull();
        });
    }

    @Test
    void saysExactlyThatNoSignatureWasFound() {
        Verdict verdict = bench.verify(image, policy("sample-policy", key("authority-0", "alice")));

        assertThat(failures(verdict).getFirst().text("spec.containers[0].image"))
                .isEqualTo("failed policy: sample-policy: spec.containers[0].image\n" + image.name()
                        + " signature key validation failed for authority authority-0 for " + image.name()
                        + ": no signatures found");
    }

    @Test
    void saysWhyEachSignatureDoesNotMatch() {
        bench.sign(image, "bob");
        bench.sign(image, "carol");

        Verdict verdict = bench.verify(image, policy("signed", key("authority-0", "alice")));

        assertThat(failures(verdict).getFirst().reasons())
                .containsExactly("signature key validation failed for authority authority-0 for " + image.name()
                        + ": no matching signatures: invalid signature when validating ASN.1 encoded signature\n"
                        + " invalid signature when validating ASN.1 encoded signature");
    }

    @Test
    void joinsWhatAuthoritiesSayInTheirOrder() {
        Verdict verdict =
                bench.verify(image, policy("two", key("a", "alice"), fail("b", "not here"), key("c", "carol")));

        assertThat(failures(verdict).getFirst().details())
                .isEqualTo(image.name() + " signature key validation failed for authority a for " + image.name()
                        + ": no signatures found disallowed by static policy: not here"
                        + " signature key validation failed for authority c for " + image.name()
                        + ": no signatures found");
    }

    @Test
    void passesWhenOneOfTheAuthoritiesIsMet() {
        bench.sign(image, "carol");

        Verdict verdict = bench.verify(image, policy("any", key("a", "alice"), fail("b", "no"), key("c", "carol")));

        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void wantsEveryPolicyToPass() {
        bench.sign(image, "alice");

        Verdict verdict = bench.verify(image, policy("first", key("a", "alice")), policy("second", key("a", "bob")));

        assertThat(failures(verdict)).extracting(PolicyFailure::policy).containsExactly("second");
        assertThat(((Verdict.Failed) verdict).passes())
                .extracting(PolicyPass::policy)
                .containsExactly("first");
    }

    @Test
    void isUncoveredWhenNoPatternMatches() {
        Verdict verdict =
                bench.verify(image, policy("other", PolicyMode.ENFORCE, "elsewhere.test/**", List.of(), pass("a")));

        assertThat(verdict).isInstanceOf(Verdict.Uncovered.class);
    }

    @Test
    void isUncoveredWhenNoPolicyMeansTheWorkload() {
        Verdict verdict = bench.verify(
                image,
                policy(
                        "deployments",
                        PolicyMode.ENFORCE,
                        "**",
                        List.of(new CompiledMatch("apps", "v1", "deployments", null)),
                        fail("a", "no")));

        assertThat(verdict).isInstanceOf(Verdict.Uncovered.class);
    }

    @Test
    void decidesStaticPoliciesWithoutTheRegistry() {
        registry.fail(DOWN);

        Verdict passed = bench.verify(image, policy("ok", pass("a")));
        Verdict failed = bench.verify(image, policy("no", fail("a", "use another base")));

        assertThat(passed).isInstanceOf(Verdict.Passed.class);
        assertThat(failures(failed).getFirst().reasons())
                .containsExactly("disallowed by static policy: use another base");
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void neverPassesPolicyWithoutAuthorities() {
        assertThat(bench.verify(image, policy("empty"))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void turnsFailuresOfWarnModeIntoWarnings() {
        Verdict verdict = bench.verify(image, policy("careful", PolicyMode.WARN, key("a", "alice")));

        assertThat(verdict).asInstanceOf(type(Verdict.Passed.class)).satisfies(passed -> {
            assertThat(passed.passes()).isEmpty();
            assertThat(passed.warnings()).extracting(PolicyObjection::policy).containsExactly("careful");
        });
    }

    @Test
    void doesNotHideEnforcedFailureBehindWarnings() {
        Verdict verdict = bench.verify(
                image,
                policy("a-warns", PolicyMode.WARN, key("a", "alice")),
                policy("b-enforces", key("a", "alice")),
                policy("c-warns", PolicyMode.WARN, fail("a", "no")));

        assertThat(failures(verdict)).extracting(PolicyFailure::policy).containsExactly("b-enforces");
        assertThat(((Verdict.Failed) verdict).warnings())
                .extracting(PolicyObjection::policy)
                .containsExactly("a-warns", "c-warns");
    }

    @Test
    void isUndecidedAndNeverPassesWhenTheRegistryIsDown() {
        bench.sign(image, "alice");
        registry.fail(DOWN);

        Verdict verdict = bench.verify(image, policy("signed", key("a", "alice")));

        assertThat(verdict)
                .asInstanceOf(type(Verdict.Undecided.class))
                .satisfies(undecided -> assertThat(undecided.errors().getFirst().reasons())
                        .containsExactly("signature key validation failed for authority a for " + image.name()
                                + ": registry registry.test does not answer"));
    }

    @Test
    void keepsRefusalsBesideWhatIsUndecided() {
        registry.fail(DOWN);

        Verdict verdict = bench.verify(
                image, policy("a", fail("x", "no")), policy("b", key("x", "alice")), policy("c", pass("x")));

        assertThat(verdict).asInstanceOf(type(Verdict.Undecided.class)).satisfies(undecided -> {
            assertThat(undecided.failures()).extracting(PolicyFailure::policy).containsExactly("a");
            assertThat(undecided.errors()).extracting(PolicyError::policy).containsExactly("b");
            assertThat(undecided.passes()).extracting(PolicyPass::policy).containsExactly("c");
            assertThat(undecided.results()).extracting(PolicyResult::policy).containsExactly("a", "b", "c");
        });
    }

    @Test
    void warnsWhenPolicyInWarnModeCannotBeEvaluated() {
        registry.fail(DOWN);

        Verdict verdict = bench.verify(image, policy("careful", PolicyMode.WARN, key("a", "alice")));

        assertThat(((Verdict.Passed) verdict).warnings()).singleElement().isInstanceOf(PolicyError.class);
    }

    @Test
    void passesBySignatureAlthoughReferrersCannotBeRead() {
        bench.sign(image, "alice");
        registry.failFor("REFERRERS", DOWN);

        assertThat(bench.verify(image, policy("signed", key("a", "alice")))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void isUndecidedWhenAbsentSignatureMayBeAmongUnreadReferrers() {
        registry.failFor("REFERRERS", DOWN);

        assertThat(bench.verify(image, policy("signed", key("a", "alice")))).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void isUndecidedWhenAnAuthorityCannotBeSetUp() {
        bench.sign(image, "alice");

        assertThat(bench.verify(image, policy("p", key("a", "unusable")))).isInstanceOf(Verdict.Undecided.class);
        assertThat(bench.verify(image, policy("p", key("a", "unusable"), key("b", "alice"))))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void refusesSignatureCopiedFromAnotherImage() {
        PinnedReference other = registry.push("registry.test/team/app", "other");
        bench.sign(other, "alice");
        registry.copyTag(Repository.of(image), Bench.tag(other, ".sig"), Bench.tag(image, ".sig"));

        Verdict verdict = bench.verify(image, policy("signed", key("a", "alice")));

        assertThat(failures(verdict).getFirst().reasons().getFirst()).endsWith("signed is " + other.digest());
    }

    @Test
    void isUndecidedWhenTheRegistryReturnsAnotherPayload() {
        bench.sign(image, "alice");
        registry.lie(content -> Bench.sentence("alice", registry.push("registry.test/team/app", "other")));

        assertThat(bench.verify(image, policy("signed", key("a", "alice")))).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void findsBundleWhateverTheFormatSays() {
        bench.bundle(image, "alice signs " + image.digest());

        assertThat(bench.verify(image, policy("p", key("a", "alice")))).isInstanceOf(Verdict.Passed.class);
        assertThat(bench.verify(image, policy("p", bundleKey("a", "alice")))).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void looksAtBundlesOnlyWhenTheFormatIsBundle() {
        bench.sign(image, "alice");

        assertThat(bench.verify(image, policy("p", bundleKey("a", "alice")))).isInstanceOf(Verdict.Failed.class);
        assertThat(registry.requests).noneMatch(request -> request.contains(".sig"));
    }

    @Test
    void refusesBundleForAnotherSubject() {
        PinnedReference other = registry.push("registry.test/team/app", "other");
        bench.bundle(image, "alice signs " + other.digest());

        assertThat(bench.verify(image, policy("p", key("a", "alice")))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void wantsEveryAttestationOfAnAuthority() {
        bench.attest(image, "alice", "https://spdx.dev/Document");
        var both = policy("p", attested("a", "alice", "https://spdx.dev/Document", "https://slsa.dev/provenance/v1"));

        Verdict one = bench.verify(image, both);
        bench.attest(image, "alice", "https://slsa.dev/provenance/v1");
        bench.pass(java.time.Duration.ofSeconds(2));
        Verdict two = bench.verify(image, both);

        assertThat(failures(one).getFirst().reasons())
                .containsExactly("no matching attestations with type https://slsa.dev/provenance/v1, checked the"
                        + " following predicateTypes: \"https://spdx.dev/Document\"");
        assertThat(((Verdict.Passed) two)
                        .passes()
                        .getFirst()
                        .matches()
                        .getFirst()
                        .attestations())
                .containsOnlyKeys("wants-https://spdx.dev/Document", "wants-https://slsa.dev/provenance/v1");
    }

    @Test
    void refusesAttestationOfAnotherType() {
        bench.attest(image, "alice", "https://spdx.dev/Document");

        Verdict verdict = bench.verify(image, policy("p", attested("a", "alice", "https://openvex.dev/ns")));

        assertThat(verdict).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void refusesPlainSignatureWhereAttestationIsWanted() {
        bench.sign(image, "alice");

        Verdict verdict = bench.verify(image, policy("p", attested("a", "alice", "https://spdx.dev/Document")));

        assertThat(failures(verdict).getFirst().reasons())
                .containsExactly("attestation key validation failed for authority a for " + image.name()
                        + ": no matching attestations: ");
    }

    @Test
    void takesAttestationsFromBundles() {
        bench.bundle(image, "alice signs " + image.digest() + " https://spdx.dev/Document");

        assertThat(bench.verify(image, policy("p", attested("a", "alice", "https://spdx.dev/Document"))))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(bench.verify(image, policy("p", key("a", "alice")))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void looksWhereTheSourceSays() {
        Repository elsewhere = Repository.parse("signatures.test/all");
        bench.signIn(elsewhere, "v1-", image, "alice");
        SignatureSource source = new SignatureSource("signatures.test/all", "v1-", List.of());

        assertThat(bench.verify(image, policy("p", keyAt("a", "alice", source))))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(bench.verify(image, policy("p", key("a", "alice")))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void takesRegistrySourceAsTheSamePathThere() {
        bench.signIn(Repository.parse("mirror.test/team/app"), "", image, "alice");
        SignatureSource source = new SignatureSource("mirror.test", null, List.of());

        assertThat(bench.verify(image, policy("p", keyAt("a", "alice", source))))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void asksEachPlaceOnceForManyPolicies() {
        bench.sign(image, "alice");

        bench.verify(
                image,
                policy("a", key("x", "alice"), key("y", "bob")),
                policy("b", key("x", "alice")),
                policy("c", attested("x", "alice", "https://spdx.dev/Document")));

        assertThat(registry.requests)
                .containsExactlyInAnyOrder(
                        "GET registry.test/team/app " + Bench.tag(image, ".sig"),
                        "GET registry.test/team/app " + Bench.tag(image, ".att"),
                        "REFERRERS registry.test/team/app " + image.digest(),
                        "BLOB registry.test/team/app "
                                + dev.enforce.model.Digest.sha256(Bench.sentence("alice", image)));
    }

    @Test
    void rebuildsThePayloadThatCosignAlwaysWritesAlike() {
        byte[] usual = Bench.bytes("{\"critical\":{\"identity\":{\"docker-reference\":\"registry.test/team/app\"},"
                + "\"image\":{\"docker-manifest-digest\":\"" + image.digest()
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
        registry.attach(Repository.of(image), Bench.tag(image, ".sig"), Bench.PAYLOAD, usual, Map.of());

        bench.verify(image, policy("a", key("x", "alice")));

        assertThat(registry.requests).noneMatch(request -> request.startsWith("BLOB"));
    }

    @Test
    void saysThatThereIsMoreEvidenceThanIsLookedAt() {
        for (int i = 0; i < 101; i++) {
            bench.sign(image, "nobody-" + i);
        }

        Verdict verdict = bench.verify(image, policy("p", key("a", "alice")));

        assertThat(((Verdict.Undecided) verdict).errors().getFirst().details())
                .contains("101 pieces of evidence for " + image.name() + ", at most 100 are looked at");
    }

    private static List<PolicyFailure> failures(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Failed.class);
        return ((Verdict.Failed) verdict).failures();
    }
}
