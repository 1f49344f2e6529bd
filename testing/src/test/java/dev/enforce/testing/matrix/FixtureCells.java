package dev.enforce.testing.matrix;

import dev.enforce.signing.signer.Attestation;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.testing.signing.Expectation;
import dev.enforce.testing.signing.FixtureRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What real cosign wrote: every expectation of the fixtures, judged by a policy. */
final class FixtureCells {

    /** Combinations that were judged as expected, and what was not. */
    record Proven(Set<String> cells, List<String> wrong) {}

    private static final Path DATA = Path.of("fixtures", "data");

    private FixtureCells() {}

    static Proven judge() {
        Set<String> cells = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (boolean api : new boolean[] {true, false}) {
            try (FixtureRegistry fixtures = FixtureRegistry.serve(DATA, api)) {
                byte[] root = fixtures.file("trusted_root.json").getBytes(StandardCharsets.UTF_8);
                Judge judge = new Judge(fixtures.client(), TrustRoot.require(root));
                for (Expectation expected : fixtures.expectations()) {
                    boolean fallback = expected.name().startsWith("fallback-");
                    if (!expected.what().equals("notation") && fallback != api) {
                        judge(fixtures, judge, expected, cells, wrong);
                    }
                }
            }
        }
        return new Proven(cells, wrong);
    }

    private static void judge(
            FixtureRegistry fixtures, Judge judge, Expectation expected, Set<String> cells, List<String> wrong) {
        Cell cell = cell(expected);
        String signer = expected.isKeyless()
                ? Judge.keyless(Expectation.ISSUER, expected.authorityValue())
                : Judge.key(fixtures.file("keys/" + expected.authorityValue() + ".pub"));
        boolean passes = judge.passes(fixtures.image(expected.name()), cell, signer, predicateType(expected));
        if (passes != expected.passes()) {
            wrong.add(expected.toString());
        } else if (passes) {
            cells.add(cell.toString());
        }
    }

    private static Cell cell(Expectation expected) {
        boolean bundle = expected.options().contains("bundle");
        boolean attestation = expected.what().startsWith("attestation:");
        Cell.Layout layout = !bundle
                ? Cell.Layout.TAGS
                : expected.name().startsWith("fallback-") ? Cell.Layout.FALLBACK : Cell.Layout.REFERRERS;
        Cell.Content content = bundle
                ? attestation ? Cell.Content.BUNDLE_ATTESTATION : Cell.Content.BUNDLE_SIGNATURE
                : attestation ? Cell.Content.LEGACY_ATTESTATION : Cell.Content.SIMPLE_SIGNING;
        Cell.KeyKindShown key = expected.isKeyless()
                ? Cell.KeyKindShown.CERTIFICATE
                : expected.authorityValue().equals("rsa") ? Cell.KeyKindShown.RSA : Cell.KeyKindShown.ECDSA;
        // The attestations in bundles were logged by the newer log.
        boolean newer = expected.name().contains("rekor2") || expected.name().equals("bundle-attested");
        Cell.Log log = !expected.options().contains("tlog") ? Cell.Log.NONE : newer ? Cell.Log.REKOR2 : Cell.Log.REKOR1;
        return new Cell(layout, content, key, log, expected.options().contains("timestamp"));
    }

    private static String predicateType(Expectation expected) {
        return expected.what().equals("signature")
                ? ""
                : Attestation.of(
                                expected.what().substring("attestation:".length()),
                                "{}".getBytes(StandardCharsets.UTF_8),
                                Instant.EPOCH)
                        .predicateType();
    }
}
