package dev.enforce.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.bundle.Bundle;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.cosign.LegacySignature;
import dev.enforce.sigstore.cosign.WireNames;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What unmodified cosign 2 and 3 wrote, against the table of expected verdicts that is checked in beside it. */
class RealCosignTest {

    private static final Path DATA = Path.of("..", "testing", "fixtures", "data");
    private static final Instant LONG_AFTER = Instant.parse("2036-01-01T00:00:00Z");
    private static final String IMAGE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";
    private static final Map<String, String> PREDICATES = Map.of(
            "custom", "https://cosign.sigstore.dev/attestation/v1",
            "cyclonedx", "https://cyclonedx.org/bom",
            "slsaprovenance", "https://slsa.dev/provenance/v0.2",
            "slsaprovenance1", "https://slsa.dev/provenance/v1",
            "spdxjson", "https://spdx.dev/Document",
            "vuln", "https://cosign.sigstore.dev/attestation/vuln/v1",
            "openvex", "https://openvex.dev/ns");

    private final SignatureVerifier verifier = new SignatureVerifier(() -> LONG_AFTER);
    private final TrustRoot root = TrustRoot.require(read(DATA.resolve("trusted_root.json")));

    private record Row(String repository, String reference, String digest) {}

    private record Expected(
            String name, String what, String authority, List<String> options, boolean pass, String text) {}

    @TestFactory
    Stream<DynamicTest> agreesWithTheTable() throws IOException {
        return Files.readAllLines(DATA.resolve("expected.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(cells -> !cells[1].equals("notation"))
                .map(c -> new Expected(c[0], c[1], c[2], List.of(c[3].split(",")), c[4].equals("pass"), c[5]))
                .map(expected -> DynamicTest.dynamicTest(expected.toString(), () -> check(expected)));
    }

    private void check(Expected expected) throws IOException {
        List<Row> rows = Files.readAllLines(DATA.resolve("manifests.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[0].equals("fixtures/" + expected.name()))
                .map(cells -> new Row(cells[0], cells[1], cells[2]))
                .toList();
        Digest image = rows.stream()
                .filter(row -> row.reference().equals("1"))
                .map(row -> Digest.parse(row.digest()))
                .findFirst()
                .orElseThrow();
        boolean attestation = expected.what().startsWith("attestation:");
        List<SignatureResult> results = expected.options().contains("bundle")
                ? bundles(rows, image, wanted(expected))
                : legacy(rows, image, wanted(expected), attestation);
        String type = attestation ? expected.what().substring("attestation:".length()) : "";
        boolean passed = results.stream().anyMatch(result -> counts(result, attestation, type, expected));
        assertThat(passed).as(results.toString()).isEqualTo(expected.pass());
    }

    private static boolean counts(SignatureResult result, boolean attestation, String type, Expected expected) {
        if (!(result instanceof SignatureResult.Verified verified)) {
            return false;
        }
        String wanted = attestation
                ? PREDICATES.getOrDefault(type, type)
                : expected.options().contains("bundle") ? IMAGE_SIGNATURE : "";
        return verified.facts()
                .findStatement()
                .map(statement -> statement.predicateType().equals(wanted))
                .orElse(wanted.isEmpty());
    }

    private List<SignatureResult> legacy(List<Row> rows, Digest image, TrustRequirements wanted, boolean attestation) {
        List<SignatureResult> results = new ArrayList<>();
        String tag = "sha256-" + image.hex() + (attestation ? ".att" : ".sig");
        String last = "";
        for (Row row : rows) {
            last = row.reference().equals(tag) ? row.digest() : last;
        }
        if (last.isEmpty()) {
            return results;
        }
        for (JsonNode layer : Json.parse(blob(last)).get("layers")) {
            Map<String, String> annotations = new TreeMap<>();
            layer.path("annotations")
                    .properties()
                    .forEach(e -> annotations.put(e.getKey(), e.getValue().textValue()));
            LegacySignature input = LegacySignature.of(blob(layer.get("digest").textValue()), annotations);
            boolean envelope = layer.get("mediaType").textValue().equals(WireNames.DSSE_ENVELOPE);
            assertThat(envelope).isEqualTo(attestation);
            results.add(
                    attestation
                            ? verifier.verifyAttestation(input, image, wanted)
                            : verifier.verifySignature(input, image, wanted));
        }
        return results;
    }

    private List<SignatureResult> bundles(List<Row> rows, Digest image, TrustRequirements wanted) {
        List<SignatureResult> results = new ArrayList<>();
        for (Row row : rows) {
            JsonNode manifest = Json.parse(blob(row.digest()));
            if (manifest.at("/subject/digest").asText().equals(image.toString())
                    && manifest.at("/layers/0/mediaType").asText().equals(Bundle.MEDIA_TYPE_V03)) {
                byte[] bundle = blob(manifest.at("/layers/0/digest").asText());
                results.add(verifier.verifyBundle(bundle, Artifact.of(image), wanted));
            }
        }
        assertThat(results).isNotEmpty();
        return results;
    }

    private TrustRequirements wanted(Expected expected) {
        boolean keyless = expected.authority().startsWith("keyless:");
        String name = expected.authority().substring(expected.authority().indexOf(':') + 1);
        TrustRequirements wanted = keyless
                ? TrustRequirements.keyless(root, List.of(CertificateIdentity.of(null, null, name, null)))
                : TrustRequirements.keys(
                        List.of(VerificationKey.ofPemOrDer(
                                read(DATA.resolve("keys").resolve(name + ".pub")))),
                        HashAlgorithm.SHA256);
        wanted = expected.options().contains("tlog")
                ? wanted.withLogEntries(new TrustRequirements.LogEntryRequired(root))
                : wanted.withLogEntries(new TrustRequirements.LogEntriesIgnored());
        return expected.options().contains("timestamp")
                ? wanted.withTimestamps(new TrustRequirements.TimestampRequired(root))
                : wanted;
    }

    private static byte[] blob(String digest) {
        byte[] content = read(DATA.resolve("blobs").resolve(Digest.parse(digest).hex()));
        assertThat(Digest.parse(digest).matches(content)).isTrue();
        return content;
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
