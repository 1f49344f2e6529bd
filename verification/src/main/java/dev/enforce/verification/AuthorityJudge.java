package dev.enforce.verification;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.RegistryException;
import dev.enforce.policy.CompiledAttestation;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPredicate;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.NotationAuthority;
import dev.enforce.policy.SignatureFormat;
import dev.enforce.policy.StaticAuthority;
import dev.enforce.policy.UnusableAuthority;
import dev.enforce.verification.predicate.PredicateEvaluation;
import dev.enforce.verification.predicate.PredicateOutcome;
import dev.enforce.verification.predicate.StatementDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges one authority that looks at evidence.
 *
 * <p>An authority with attestations wants every one of them and looks at no plain signature; one without wants one
 * signature. Evidence in tags and in bundles counts alike, but an authority of format {@code bundle} looks at bundles
 * only. Evidence that could not be read matters only when what could be read is not enough.
 */
final class AuthorityJudge {

    private final PinnedReference image;
    private final CompiledAuthority authority;
    private final EvidenceVerifier verifier;
    private final List<Evidence> evidence;
    private final PredicateEvaluation predicates;
    private final List<VerifiedEvidence> verified = new ArrayList<>();
    private final Map<VerifiedEvidence, byte[]> statements = new IdentityHashMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Instant validUntil;

    AuthorityJudge(
            PinnedReference image,
            CompiledAuthority authority,
            EvidenceVerifier verifier,
            List<Evidence> evidence,
            PredicateEvaluation predicates) {
        this.image = image;
        this.authority = authority;
        this.verifier = verifier;
        this.evidence = evidence;
        this.predicates = predicates;
    }

    AuthorityOutcome judge() {
        boolean bundlesOnly = authority.options().signatureFormat() == SignatureFormat.BUNDLE
                || authority instanceof NotationAuthority;
        boolean attestations = !authority.options().attestations().isEmpty();
        Digest digest = image.digest();
        for (Evidence place : evidence) {
            if (!bundlesOnly) {
                for (Evidence.Layer layer : attestations ? place.attestations() : place.signatures()) {
                    add(attestations ? verifier.attestation(layer, digest) : verifier.signature(layer, digest));
                }
                add(attestations ? place.attestationProblems() : place.signatureProblems());
            }
            for (Evidence.Bundle bundle : place.bundles()) {
                add(attestations ? verifier.attestation(bundle, digest) : verifier.signature(bundle, digest));
            }
            for (Evidence.Envelope envelope : place.envelopes()) {
                add(verifier.signature(envelope, digest));
            }
            add(place.bundleProblems());
        }
        return attestations ? attested() : signed();
    }

    private void add(Finding finding) {
        switch (finding) {
            case Finding.Verified(VerifiedEvidence piece, Instant until, byte[] statement) -> {
                verified.add(piece);
                if (statement != null) {
                    statements.put(piece, statement);
                }
                expire(until);
            }
            case Finding.Refused(String text) -> refusals.add(text);
            case Finding.Irrelevant _ -> {}
        }
    }

    private void expire(@Nullable Instant until) {
        if (until != null && (validUntil == null || until.isBefore(validUntil))) {
            validUntil = until;
        }
    }

    private void add(List<RegistryException> more) {
        for (RegistryException problem : more) {
            if (!problems.contains(problem.getMessage())) {
                problems.add(problem.getMessage());
            }
        }
    }

    private AuthorityOutcome signed() {
        if (!verified.isEmpty()) {
            return new AuthorityOutcome.Met(
                    new AuthorityMatch(authority.name(), false, verified, Map.of()), validUntil);
        }
        if (!problems.isEmpty()) {
            return notEvaluated("signature");
        }
        return new AuthorityOutcome.NotMet(prefix("signature")
                + (refusals.isEmpty()
                        ? "no signatures found"
                        : "no matching signatures: " + String.join("\n ", refusals)));
    }

    private AuthorityOutcome attested() {
        Map<String, List<VerifiedEvidence>> met = new LinkedHashMap<>();
        for (CompiledAttestation wanted : authority.options().attestations()) {
            List<VerifiedEvidence> matching = verified.stream()
                    .filter(piece -> wanted.predicateType().equals(piece.predicateType()))
                    .toList();
            if (matching.isEmpty()) {
                return problems.isEmpty() ? new AuthorityOutcome.NotMet(missing(wanted)) : notEvaluated("attestation");
            }
            Satisfying satisfying = satisfying(wanted, matching);
            if (satisfying.pieces().isEmpty()) {
                return satisfying.isEvaluated() && problems.isEmpty()
                        ? new AuthorityOutcome.NotMet(satisfying.failure(), validUntil)
                        : notEvaluated(satisfying);
            }
            met.put(wanted.name(), satisfying.pieces());
        }
        return new AuthorityOutcome.Met(new AuthorityMatch(authority.name(), false, List.of(), met), validUntil);
    }

    /**
     * Attestations of which the policy holds.
     *
     * @param failure what was said of the first of which it does not
     * @param isEvaluated whether all others were evaluated
     */
    private record Satisfying(List<VerifiedEvidence> pieces, String failure, boolean isEvaluated) {}

    private Satisfying satisfying(CompiledAttestation wanted, List<VerifiedEvidence> pieces) {
        CompiledPredicate predicate = wanted.predicate();
        if (predicate == null) {
            return new Satisfying(pieces, "", true);
        }
        expire(predicates.validUntil(predicate.program()));
        List<VerifiedEvidence> holding = new ArrayList<>();
        String failure = "";
        boolean evaluated = true;
        for (VerifiedEvidence piece : pieces) {
            switch (outcome(wanted, predicate, piece)) {
                case PredicateOutcome.Holds _ -> holding.add(piece);
                case PredicateOutcome.Refused(String text) -> failure = failure.isEmpty() ? text : failure;
                case PredicateOutcome.NotEvaluated(String text) -> {
                    failure = failure.isEmpty() ? text : failure;
                    evaluated = false;
                }
            }
        }
        return new Satisfying(holding, failure, evaluated);
    }

    private PredicateOutcome outcome(CompiledAttestation wanted, CompiledPredicate predicate, VerifiedEvidence piece) {
        byte[] statement = statements.get(piece);
        Optional<byte[]> document =
                statement == null ? Optional.empty() : StatementDocument.of(wanted.writtenType(), statement);
        return document.map(json -> predicates.evaluate(predicate.program(), wanted.name(), json))
                .orElseGet(() -> new PredicateOutcome.NotEvaluated("the predicate of attestation " + wanted.name()
                        + " is not what the type " + wanted.writtenType() + " says"));
    }

    private AuthorityOutcome notEvaluated(Satisfying satisfying) {
        List<String> all = new ArrayList<>(problems);
        all.add(satisfying.failure());
        return new AuthorityOutcome.NotEvaluated(String.join("\n ", all));
    }

    private String missing(CompiledAttestation wanted) {
        if (verified.isEmpty()) {
            return prefix("attestation") + "no matching attestations: " + String.join("\n ", refusals);
        }
        TreeSet<String> types = new TreeSet<>();
        for (VerifiedEvidence piece : verified) {
            types.add(String.valueOf(piece.predicateType()));
        }
        return "no matching attestations with type " + wanted.writtenType()
                + ", checked the following predicateTypes: \"" + String.join(",", types) + "\"";
    }

    private AuthorityOutcome notEvaluated(String what) {
        List<String> all = new ArrayList<>(problems);
        all.addAll(refusals);
        return new AuthorityOutcome.NotEvaluated(prefix(what) + String.join("\n ", all));
    }

    private String prefix(String what) {
        return prefix(what, authority, image);
    }

    static String prefix(String what, CompiledAuthority authority, PinnedReference image) {
        String kind = switch (authority) {
            case KeylessAuthority _ -> "keyless";
            case NotationAuthority _ -> "notation";
            case KeyAuthority _, StaticAuthority _, UnusableAuthority _ -> "key";
        };
        return what + " " + kind + " validation failed for authority " + authority.name() + " for " + image.name()
                + ": ";
    }
}
