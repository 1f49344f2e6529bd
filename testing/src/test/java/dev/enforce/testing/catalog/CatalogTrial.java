package dev.enforce.testing.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import dev.enforce.model.ImagePattern;
import dev.enforce.model.ImageReference;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Identity;
import dev.enforce.policy.ClusterImagePolicySpec.Match;
import dev.enforce.policy.WorkloadKind;
import dev.enforce.testing.catalog.CatalogCase.Expectation;
import dev.enforce.testing.catalog.CatalogCase.SignedStatement;
import dev.enforce.testing.catalog.CatalogCase.Signer;
import dev.enforce.testing.catalog.PredicateEngine.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a case by the plain meaning of a policy: authorities are alternatives, attestations of one authority are all
 * wanted, the policy over all authorities comes last. Written apart from the product's own judge, to check it.
 */
final class CatalogTrial {

    private static final String DIGEST = "ab".repeat(32);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final CatalogPolicy policy;
    private final CatalogCase tried;
    private final PredicateEngine engine;
    private final List<String> said = new ArrayList<>();

    CatalogTrial(CatalogPolicy policy, CatalogCase tried, PredicateEngine engine) {
        this.policy = policy;
        this.tried = tried;
        this.engine = engine;
    }

    /** What came out, and all that was said. */
    record Outcome(Expectation verdict, String text) {}

    Outcome judge() {
        if (!covered()) {
            return new Outcome(Expectation.UNCOVERED, "");
        }
        boolean passed = tried.input().isMissingNode() ? judgeEvidence() : overall(tried.input());
        boolean warns = policy.spec().mode().equals("warn");
        Expectation verdict = passed ? Expectation.PASS : warns ? Expectation.WARN : Expectation.FAIL;
        return new Outcome(verdict, String.join("\n", said));
    }

    private boolean covered() {
        List<String> names = ImagePattern.names(ImageReference.parse(tried.image() + "@sha256:" + DIGEST));
        return policy.spec().images().stream()
                        .anyMatch(image -> ImagePattern.parse(image.glob()).matchesAny(names))
                && matchesResource();
    }

    private boolean matchesResource() {
        if (policy.spec().match().isEmpty() || tried.resource().isMissingNode()) {
            return policy.spec().match().isEmpty();
        }
        WorkloadKind kind = WorkloadKind.of(
                tried.resource().path("apiVersion").asText(),
                tried.resource().path("kind").asText());
        for (Match match : policy.spec().match()) {
            if (match.resource().equals(kind.resource())
                    && match.group().equals(kind.group())
                    && (match.version().equals("*") || match.version().equals(kind.version()))) {
                return true;
            }
        }
        return false;
    }

    private boolean judgeEvidence() {
        ObjectNode matches = NODES.objectNode();
        for (Authority authority : policy.spec().authorities()) {
            ObjectNode found = NODES.objectNode();
            if (judge(authority, found)) {
                matches.set(authority.name(), found);
            }
        }
        return !matches.isEmpty() && overall(document(matches));
    }

    private boolean judge(Authority authority, ObjectNode found) {
        if (authority.fixed() != null) {
            found.put("static", true);
            return authority.fixed().action().equals("pass");
        }
        if (!authority.attestations().isEmpty()) {
            ObjectNode attestations = found.putObject("attestations");
            boolean all = true;
            for (Attestation wanted : authority.attestations()) {
                all &= attested(authority, wanted, attestations);
            }
            return all;
        }
        return signed(authority, found);
    }

    private boolean signed(Authority authority, ObjectNode found) {
        if (tried.signatures().isEmpty()) {
            said.add("no signatures found");
            return false;
        }
        for (Signer signer : tried.signatures()) {
            if (trusts(authority, signer)) {
                found.putArray("signatures").add(facts(signer));
                return true;
            }
        }
        said.add("no matching signatures");
        if (authority.keyless() != null) {
            said.add("none of the expected identities matched what was in the certificate");
        }
        return false;
    }

    private boolean attested(Authority authority, Attestation wanted, ObjectNode found) {
        boolean any = false;
        for (SignedStatement statement : tried.attestations()) {
            if (statement.predicateType().equals(wanted.predicateType()) && trusts(authority, statement.signer())) {
                any = true;
                if (wanted.policy() == null || passes(wanted, statement)) {
                    ObjectNode match = facts(statement.signer()).put("predicateType", wanted.predicateType());
                    found.putArray(wanted.name()).add(match.put("digest", "sha256:" + DIGEST));
                    return true;
                }
            }
        }
        if (!any) {
            said.add("no matching attestations with type " + wanted.predicateType());
        }
        return false;
    }

    private boolean passes(Attestation wanted, SignedStatement statement) {
        ObjectNode document = NODES.objectNode();
        document.put("_type", "https://in-toto.io/Statement/v0.1");
        document.put("predicateType", statement.predicateType());
        ObjectNode subject = document.putArray("subject").addObject();
        subject.put("name", tried.image()).putObject("digest").put("sha256", DIGEST);
        document.set("predicate", statement.predicate());
        return ask(wanted.policy().type(), wanted.policy().data(), document);
    }

    /** A warning counts as a failure, as policy-controller has it. */
    private boolean ask(String language, String source, JsonNode document) {
        Answer answer = engine.ask(language, source, document);
        if (!answer.text().isEmpty()) {
            said.add(answer.text());
        }
        return answer.passed() && answer.text().isEmpty();
    }

    private boolean overall(JsonNode document) {
        return policy.spec().policy() == null
                || ask(policy.spec().policy().type(), policy.spec().policy().data(), document);
    }

    private ObjectNode document(ObjectNode matches) {
        ObjectNode document = NODES.objectNode();
        document.set("authorityMatches", matches);
        if (isSet(policy.spec().policy() == null ? null : policy.spec().policy().fetchConfigFile())
                && !tried.config().isEmpty()) {
            document.set("config", tried.config());
        }
        if (policy.spec().policy() != null && !tried.resource().isMissingNode()) {
            addResource(document);
        }
        return document;
    }

    private void addResource(ObjectNode document) {
        if (isSet(policy.spec().policy().includeSpec())) {
            JsonNode spec = tried.resource().path("spec").deepCopy();
            for (String containers : List.of("initContainers", "containers", "ephemeralContainers")) {
                spec.path(containers).forEach(container -> ((ObjectNode) container).putObject("resources"));
            }
            document.set("spec", spec);
        }
        if (isSet(policy.spec().policy().includeObjectMeta())) {
            ObjectNode metadata = tried.resource().path("metadata").deepCopy();
            document.set("metadata", metadata.putNull("creationTimestamp"));
        }
    }

    private static boolean isSet(Boolean flag) {
        return flag != null && flag;
    }

    private static ObjectNode facts(Signer signer) {
        ObjectNode facts = NODES.objectNode().put("id", DIGEST);
        return signer.key().isEmpty() ? facts.put("subject", signer.subject()).put("issuer", signer.issuer()) : facts;
    }

    private static boolean trusts(Authority authority, Signer signer) {
        if (authority.key() != null) {
            return !signer.key().isEmpty()
                    && Fingerprints.ofPem(authority.key().data()).equals(signer.key());
        }
        return signer.key().isEmpty()
                && authority.keyless().identities().stream().anyMatch(identity -> matches(identity, signer));
    }

    private static boolean matches(Identity identity, Signer signer) {
        return matches(identity.issuer(), identity.issuerRegExp(), signer.issuer())
                && matches(identity.subject(), identity.subjectRegExp(), signer.subject());
    }

    private static boolean matches(String exact, String expression, String text) {
        return exact.isEmpty() ? Pattern.compile(expression).matcher(text).find() : exact.equals(text);
    }
}
