package dev.enforce.cli.verify;

import dev.enforce.cli.verify.Explanation.AuthorityPart;
import dev.enforce.cli.verify.Explanation.PolicyPart;
import dev.enforce.cli.verify.Explanation.Standing;
import dev.enforce.verification.VerifiedEvidence;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Draws an explanation as a tree. */
final class ExplanationText {

    private static final int SHORT = 12;

    /** A line and what hangs below it. */
    private record Node(String text, List<Node> below) {

        static Node of(String text) {
            return new Node(text, new ArrayList<>());
        }

        Node add(String line) {
            below.add(of(line));
            return this;
        }
    }

    private ExplanationText() {}

    static String draw(Explanation explanation) {
        Node root = Node.of(explanation.image() + ": " + summary(explanation));
        explanation.policies().forEach(policy -> root.below().add(policy(policy)));
        StringBuilder text = new StringBuilder(clean(root.text())).append('\n');
        draw(root, "", text);
        return text.toString();
    }

    private static void draw(Node node, String indent, StringBuilder text) {
        for (int i = 0; i < node.below().size(); i++) {
            Node child = node.below().get(i);
            boolean last = i == node.below().size() - 1;
            text.append(indent)
                    .append(last ? "└─ " : "├─ ")
                    .append(clean(child.text()))
                    .append('\n');
            draw(child, indent + (last ? "   " : "│  "), text);
        }
    }

    private static String summary(Explanation explanation) {
        return switch (explanation.result()) {
            case PASSED -> "passed";
            case REFUSED -> "refused";
            case UNCOVERED -> "no matching policies";
            case UNDECIDED -> "could not be decided";
        };
    }

    private static Node policy(PolicyPart policy) {
        Node node = Node.of(
                "policy " + policy.name() + (policy.warnOnly() ? " (warn)" : "") + ": " + standing(policy.standing()));
        if (policy.standing() == Standing.NOT_APPLICABLE) {
            return node.add(
                    policy.globMatches()
                            ? "its match names other objects"
                            : "no glob matches: " + String.join(", ", policy.globs()));
        }
        node.add("image matches " + String.join(", ", policy.globs()));
        policy.reasons().forEach(node::add);
        boolean passed = policy.standing() == Standing.PASSED;
        policy.authorities().forEach(authority -> node.below().add(authority(authority, passed)));
        return node;
    }

    private static String standing(Standing standing) {
        return switch (standing) {
            case PASSED -> "passed";
            case REFUSED -> "refused";
            case UNDECIDED -> "could not be evaluated";
            case NOT_APPLICABLE -> "does not apply";
        };
    }

    private static Node authority(AuthorityPart authority, boolean policyPassed) {
        String met = authority.met() ? "met" : policyPassed ? "not met, another one is" : "not met";
        Node node = Node.of("authority " + authority.name() + " (" + authority.kind() + "): " + met);
        authority.wanted().forEach(wanted -> node.add("wanted: " + wanted));
        authority.conditions().forEach(condition -> node.add("wanted: " + condition));
        authority.signatures().forEach(piece -> node.below().add(evidence("signature", piece)));
        new TreeMap<>(authority.attestations())
                .forEach((name, pieces) -> pieces.forEach(piece -> node.below()
                        .add(evidence("attestation " + name, piece).add("predicate: " + piece.predicateType()))));
        authority.reasons().forEach(reason -> node.add("found: " + reason));
        return node;
    }

    private static Node evidence(String what, VerifiedEvidence piece) {
        Node node = Node.of(
                what + " " + piece.id().substring(0, Math.min(SHORT, piece.id().length())) + ": verified");
        node.add(
                piece.subjects().isEmpty()
                        ? "identity: the wanted key"
                        : "identity: " + String.join(", ", piece.subjects()) + " (issuer " + piece.issuer() + ")");
        new TreeMap<>(piece.certificate()).forEach((name, value) -> node.add(name + ": " + value));
        node.add("log entry: " + (piece.logIndex() == null ? "none looked at" : "index " + piece.logIndex()));
        node.add("time: " + (piece.signedAt() == null ? "none proven" : piece.signedAt()));
        return node.add("found in: " + piece.manifest());
    }

    /** One line, without what could steer a terminal: certificates and registries write some of these texts. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> clean.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
        return clean.toString();
    }
}
