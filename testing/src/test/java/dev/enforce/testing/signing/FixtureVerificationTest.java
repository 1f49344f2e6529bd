package dev.enforce.testing.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.signing.signer.Attestation;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.cosign.LegacySignature;
import dev.enforce.sigstore.dsse.Statement;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier says of real signatures what is expected of it, and never believes a mutated one. */
class FixtureVerificationTest {

    private static final int MAX_BLOB_BYTES = 1 << 20;
    private static final String SIGN = "https://sigstore.dev/cosign/sign/v1";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2030-01-01T00:00:00Z"));

    private static FixtureRegistry fixtures;

    private final SignatureVerifier verifier = new SignatureVerifier(CLOCK);

    @BeforeAll
    static void serve() {
        fixtures = FixtureRegistry.serve(Path.of("fixtures", "data"), true);
    }

    @AfterAll
    static void stop() {
        fixtures.close();
    }

    static Stream<Expectation> expectations() {
        try (FixtureRegistry all = FixtureRegistry.serve(Path.of("fixtures", "data"), true)) {
            return all.expectations().stream().filter(one -> !one.what().equals("notation"));
        }
    }

    @ParameterizedTest
    @MethodSource("expectations")
    void agreesWithTheExpectedVerdict(Expectation expected) {
        List<SignatureResult> results = verify(fixtures.image(expected.name()), expected);
        assertThat(results.stream().anyMatch(result -> answers(result, expected)))
                .as("%s: %s", expected, results)
                .isEqualTo(expected.passes());
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void believesNoMutatedSignature(Mutation mutation) {
        Mutations mutations = new Mutations(fixtures);
        for (String name : List.of("keyless", "keyless-timestamp", "keyless-workflow")) {
            assertThat(verify(mutations.legacy(name, mutation), passing(name)))
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(result).isInstanceOf(SignatureResult.Rejected.class));
        }
        for (String name :
                List.of("bundle-keyless-rekor1", "bundle-keyless-rekor1-timestamp", "bundle-keyless-rekor2")) {
            assertThat(verify(mutations.bundles(name, mutation), passing(name)))
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(result).isInstanceOf(SignatureResult.Rejected.class));
        }
    }

    @Test
    void believesNoSignatureCopiedFromAnotherImage() {
        Mutations mutations = new Mutations(fixtures);
        assertThat(verify(mutations.legacySignaturesOf("keyless", "unsigned"), passing("keyless")))
                .hasSize(1)
                .allSatisfy(result -> assertThat(result).isInstanceOf(SignatureResult.Rejected.class));
        assertThat(verify(mutations.bundlesOf("bundle-keyless-rekor1", "unsigned"), passing("bundle-keyless-rekor1")))
                .hasSize(1)
                .allSatisfy(result -> assertThat(result).isInstanceOf(SignatureResult.Rejected.class));
    }

    private static Expectation passing(String name) {
        return fixtures.expectations().stream()
                .filter(one -> one.name().equals(name) && one.passes())
                .findFirst()
                .orElseThrow();
    }

    private static boolean answers(SignatureResult result, Expectation expected) {
        return switch (result) {
            case SignatureResult.Rejected _ -> false;
            case SignatureResult.Verified(var facts) -> {
                Optional<String> type = facts.findStatement().map(Statement::predicateType);
                yield expected.what().equals("signature")
                        ? type.isEmpty() || type.get().equals(SIGN)
                        : type.equals(Optional.of(predicateType(expected.what())));
            }
        };
    }

    private static String predicateType(String what) {
        String name = what.substring("attestation:".length());
        return Attestation.of(name, "{}".getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
                .predicateType();
    }

    private List<SignatureResult> verify(PinnedReference image, Expectation expected) {
        TrustRequirements wanted = requirements(expected);
        List<SignatureResult> results = new ArrayList<>();
        if (expected.options().contains("bundle")) {
            for (Descriptor referrer : fixtures.client()
                    .referrers(Repository.of(image), image.digest(), Keychain.anonymous())
                    .descriptors()) {
                for (JsonNode layer : layers(image, referrer.digest().toString())) {
                    results.add(verifier.verifyBundle(blob(image, layer), Artifact.of(image.digest()), wanted));
                }
            }
            return results;
        }
        boolean signature = expected.what().equals("signature");
        for (JsonNode layer : layers(image, "sha256-" + image.digest().hex() + (signature ? ".sig" : ".att"))) {
            Map<String, String> annotations = new HashMap<>();
            layer.path("annotations")
                    .properties()
                    .forEach(one -> annotations.put(one.getKey(), one.getValue().asText()));
            LegacySignature found = LegacySignature.of(blob(image, layer), annotations);
            results.add(
                    signature
                            ? verifier.verifySignature(found, image.digest(), wanted)
                            : verifier.verifyAttestation(found, image.digest(), wanted));
        }
        return results;
    }

    private static List<JsonNode> layers(PinnedReference image, String reference) {
        List<JsonNode> layers = new ArrayList<>();
        fixtures.client()
                .findManifest(Repository.of(image), reference, Keychain.anonymous())
                .ifPresent(found ->
                        FixtureRegistry.parse(found.bytes()).path("layers").forEach(layers::add));
        return layers;
    }

    private static byte[] blob(PinnedReference image, JsonNode layer) {
        Descriptor descriptor = Descriptor.of(
                layer.path("mediaType").asText(),
                Digest.parse(layer.path("digest").asText()),
                layer.path("size").asLong());
        return fixtures.client().blob(Repository.of(image), descriptor, MAX_BLOB_BYTES, Keychain.anonymous());
    }

    private static TrustRequirements requirements(Expectation expected) {
        TrustRoot root = TrustRoot.require(fixtures.file("trusted_root.json").getBytes(StandardCharsets.UTF_8));
        if (expected.isKeyless()) {
            CertificateIdentity identity = CertificateIdentity.exactly(Expectation.ISSUER, expected.authorityValue());
            return TrustRequirements.keyless(root, List.of(identity));
        }
        VerificationKey key = VerificationKey.ofPem(fixtures.file("keys/" + expected.authorityValue() + ".pub"));
        TrustRequirements keys = TrustRequirements.keys(List.of(key), HashAlgorithm.SHA256);
        return expected.options().contains("tlog")
                ? keys.withLogEntries(new TrustRequirements.LogEntryRequired(root))
                : keys;
    }
}
