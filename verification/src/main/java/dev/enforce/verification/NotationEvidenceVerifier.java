package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.notation.NotationFacts;
import dev.enforce.sigstore.notation.NotationResult;
import dev.enforce.sigstore.notation.NotationTrust;
import dev.enforce.sigstore.notation.NotationVerifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verifies by the Notary Project's rules; signatures of other kinds say nothing here. */
record NotationEvidenceVerifier(NotationVerifier verifier, NotationTrust trust) implements EvidenceVerifier {

    @Override
    public Finding signature(Evidence.Layer layer, Digest image) {
        return new Finding.Irrelevant();
    }

    @Override
    public Finding attestation(Evidence.Layer layer, Digest image) {
        return new Finding.Irrelevant();
    }

    @Override
    public Finding signature(Evidence.Bundle bundle, Digest image) {
        return new Finding.Irrelevant();
    }

    @Override
    public Finding attestation(Evidence.Bundle bundle, Digest image) {
        return new Finding.Irrelevant();
    }

    @Override
    public Finding signature(Evidence.Envelope envelope, Digest image) {
        return switch (verifier.verify(envelope.content(), envelope.mediaType(), image, trust)) {
            case NotationResult.Rejected rejected -> new Finding.Refused(rejected.text());
            case NotationResult.Verified(NotationFacts facts) ->
                new Finding.Verified(evidence(facts, envelope), facts.validUntil());
        };
    }

    private static VerifiedEvidence evidence(NotationFacts facts, Evidence.Envelope envelope) {
        Map<String, String> certificate = new LinkedHashMap<>();
        certificate.put("signingScheme", facts.scheme().wireName());
        certificate.put("signingTime", facts.signingTime().toString());
        if (!facts.signingAgent().isEmpty()) {
            certificate.put("signingAgent", facts.signingAgent());
        }
        if (!facts.tolerated().isEmpty()) {
            certificate.put(
                    "tolerated",
                    String.join(
                            "; ",
                            facts.tolerated().stream()
                                    .map(failure -> failure.text())
                                    .toList()));
        }
        return new VerifiedEvidence(
                facts.id(),
                envelope.digest(),
                envelope.manifest(),
                null,
                facts.issuer(),
                List.of(facts.subject()),
                certificate,
                null,
                facts.timestamp() == null ? null : facts.timestamp().time());
    }
}
