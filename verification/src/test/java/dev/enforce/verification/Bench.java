package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.ImagePattern;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CompiledAttestation;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledMatch;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.PolicyMode;
import dev.enforce.policy.SignatureFormat;
import dev.enforce.policy.SignatureHash;
import dev.enforce.policy.SignatureSource;
import dev.enforce.policy.StaticAuthority;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A verification over a registry in memory, with signatures that are plain sentences: {@code <key> signs <digest>}. */
final class Bench {

    static final WorkloadFacts POD = new WorkloadFacts("", "v1", "pods", "Pod", "default", Map.of());
    static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
    static final String ENVELOPE = "application/vnd.dsse.envelope.v1+json";
    static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    final FakeRegistry registry = new FakeRegistry();
    final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    final AtomicReference<Duration> resync = new AtomicReference<>(Duration.ofSeconds(10));
    final InstantSource clock = now::get;
    final EvidenceVerification verification;

    Bench() {
        this(EvidenceCache.inMemory(1 << 20));
    }

    Bench(EvidenceCache cache) {
        VerificationSettings settings = VerificationSettings.defaults(resync::get);
        verification = new EvidenceVerification(
                registry, (namespace, secrets) -> Keychain.anonymous(), cache, settings, clock, nanos::get);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        now.updateAndGet(instant -> instant.plus(time));
    }

    void sign(PinnedReference image, String key) {
        signIn(Repository.of(image), "", image, key);
    }

    void signIn(Repository place, String prefix, PinnedReference image, String key) {
        registry.attach(place, prefix + tag(image, ".sig"), PAYLOAD, sentence(key, image), Map.of());
    }

    void attest(PinnedReference image, String key, String type) {
        registry.attach(
                Repository.of(image),
                tag(image, ".att"),
                ENVELOPE,
                bytes(key + " signs " + image.digest() + " " + type),
                Map.of());
    }

    void bundle(PinnedReference image, String sentence) {
        registry.refer(Repository.of(image), image.digest(), BUNDLE, bytes(sentence));
    }

    static String tag(PinnedReference image, String suffix) {
        return "sha256-" + image.digest().hex() + suffix;
    }

    static byte[] sentence(String key, PinnedReference image) {
        return bytes(key + " signs " + image.digest());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Verdict verify(PinnedReference image, CompiledPolicy... policies) {
        return verify(image, set(policies));
    }

    Verdict verify(PinnedReference image, PolicySet set) {
        return verification.verify(image, POD, Keychain.anonymous(), set, Deadline.after(Duration.ofSeconds(5)));
    }

    PolicySet set(CompiledPolicy... policies) {
        return PolicySet.of(List.of(policies), "roots", (authority, clock) -> setup(authority));
    }

    static CompiledPolicy policy(String name, CompiledAuthority... authorities) {
        return policy(name, PolicyMode.ENFORCE, authorities);
    }

    static CompiledPolicy policy(String name, PolicyMode mode, CompiledAuthority... authorities) {
        return policy(name, mode, "**", List.of(), authorities);
    }

    static CompiledPolicy policy(
            String name, PolicyMode mode, String glob, List<CompiledMatch> matches, CompiledAuthority... authorities) {
        return new CompiledPolicy(
                name,
                "uid-" + name,
                "1",
                mode,
                List.of(ImagePattern.parse(glob)),
                matches,
                List.of(authorities),
                null,
                "hash of " + glob + matches + Arrays.toString(authorities));
    }

    static KeyAuthority key(String name, String key) {
        return new KeyAuthority(name, List.of(key), SignatureHash.SHA256, AuthorityOptions.NONE);
    }

    static KeyAuthority keyAt(String name, String key, SignatureSource source) {
        return new KeyAuthority(
                name,
                List.of(key),
                SignatureHash.SHA256,
                new AuthorityOptions(List.of(source), null, List.of(), false, null, SignatureFormat.LEGACY));
    }

    static KeyAuthority bundleKey(String name, String key) {
        return new KeyAuthority(
                name,
                List.of(key),
                SignatureHash.SHA256,
                new AuthorityOptions(List.of(), null, List.of(), false, null, SignatureFormat.BUNDLE));
    }

    static KeyAuthority attested(String name, String key, String... types) {
        List<CompiledAttestation> wanted = Arrays.stream(types)
                .map(type -> CompiledAttestation.of("wants-" + type, type, null))
                .toList();
        return new KeyAuthority(
                name,
                List.of(key),
                SignatureHash.SHA256,
                new AuthorityOptions(List.of(), null, wanted, false, null, SignatureFormat.LEGACY));
    }

    static StaticAuthority pass(String name) {
        return new StaticAuthority(name, StaticAuthority.Action.PASS, "", AuthorityOptions.NONE);
    }

    static StaticAuthority fail(String name, String message) {
        return new StaticAuthority(name, StaticAuthority.Action.FAIL, message, AuthorityOptions.NONE);
    }

    private static EvidenceVerifier.Setup setup(CompiledAuthority authority) {
        if (!(authority instanceof KeyAuthority key)) {
            return new EvidenceVerifier.Setup.Unusable("only keys here");
        }
        return key.publicKeys().contains("unusable")
                ? new EvidenceVerifier.Setup.Unusable("the key cannot be used")
                : new EvidenceVerifier.Setup.Ready(new SentenceVerifier(key.publicKeys()));
    }

    /** Reads {@code <key> signs <digest>[ <predicate type>]}. */
    private record SentenceVerifier(List<String> keys) implements EvidenceVerifier {

        @Override
        public Finding signature(Evidence.Layer layer, Digest image) {
            return read(layer.content(), image, layer.manifest(), false);
        }

        @Override
        public Finding attestation(Evidence.Layer layer, Digest image) {
            return read(layer.content(), image, layer.manifest(), true);
        }

        @Override
        public Finding signature(Evidence.Bundle bundle, Digest image) {
            return isAttestation(bundle)
                    ? new Finding.Irrelevant()
                    : read(bundle.content(), image, bundle.manifest(), false);
        }

        @Override
        public Finding attestation(Evidence.Bundle bundle, Digest image) {
            return isAttestation(bundle)
                    ? read(bundle.content(), image, bundle.manifest(), true)
                    : new Finding.Irrelevant();
        }

        private static boolean isAttestation(Evidence.Bundle bundle) {
            return new String(bundle.content(), StandardCharsets.UTF_8).split(" ").length > 3;
        }

        private Finding read(byte[] content, Digest image, Digest manifest, boolean attestation) {
            String[] words = new String(content, StandardCharsets.UTF_8).split(" ");
            if (words.length < 3 || !keys.contains(words[0])) {
                return new Finding.Refused("invalid signature when validating ASN.1 encoded signature");
            }
            if (!words[2].equals(image.toString())) {
                return new Finding.Refused("signed is " + words[2]);
            }
            return new Finding.Verified(
                    new VerifiedEvidence(
                            "id-" + words[0],
                            Digest.sha256(content),
                            manifest,
                            attestation ? words[3] : null,
                            "",
                            List.of(),
                            Map.of(),
                            null,
                            null),
                    null);
        }
    }
}
