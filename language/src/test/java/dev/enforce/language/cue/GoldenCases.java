package dev.enforce.language.cue;

import dev.enforce.language.PolicyTextException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cases as text: a policy, the line {@code @@}, a document, and after {@code =>} what real CUE says: the outcome, the path of the
 * first error and its text. A line of four equals signs parts the cases.
 */
final class GoldenCases {

    static final String NEXT = "\n====\n";
    private static final String DOCUMENT = "\n@@\n";
    private static final String EXPECTED = "\n=>\n";

    /** @param exact whether the text must be the same too, and not only outcome and path */
    record Case(String policy, String document, Outcome expected, boolean exact) {
        String question() {
            return policy + DOCUMENT + document;
        }

        @Override
        public String toString() {
            return question().replace('\n', ' ');
        }
    }

    /** The path and the text are empty unless the document failed. */
    record Outcome(String outcome, String path, String text) {
        @Override
        public String toString() {
            return outcome.equals("failed") ? outcome + "\n" + path + "\n" + text : outcome;
        }
    }

    private GoldenCases() {}

    static List<Case> read(String text) {
        List<Case> cases = new ArrayList<>();
        for (String each : text.split(NEXT)) {
            int document = each.indexOf(DOCUMENT);
            int expected = each.lastIndexOf(EXPECTED);
            String answer = expected < 0 ? "" : each.substring(expected + EXPECTED.length());
            String question = expected < 0 ? each : each.substring(0, expected);
            cases.add(new Case(
                    question.substring(0, document),
                    question.substring(document + DOCUMENT.length()).strip(),
                    outcome(answer.strip().split("\n")),
                    !answer.contains("\n~")));
        }
        return cases;
    }

    private static Outcome outcome(String[] lines) {
        if (lines.length < 3) {
            return new Outcome(lines[0], "", "");
        }
        return new Outcome(lines[0], lines[1], lines[2].startsWith("~") ? lines[2].substring(1) : lines[2]);
    }

    /** What our engine says of it, in the words of the reference. */
    static Outcome ours(String policy, String document) {
        CuePolicy compiled;
        try {
            compiled = CuePolicy.compile(policy);
        } catch (PolicyTextException e) {
            String outcome = e.code() == PolicyTextException.Code.UNSUPPORTED ? "unsupported" : "policy-error";
            return new Outcome(outcome, "", "");
        }
        byte[] json = document.getBytes(StandardCharsets.UTF_8);
        return switch (compiled.evaluate(json, CueLimits.DEFAULT)) {
            case CueResult.Passed _ -> new Outcome("passed", "", "");
            case CueResult.Failed failed ->
                new Outcome(
                        "failed",
                        failed.errors().getFirst().path(),
                        failed.text().replace("\n", "\\n"));
            case CueResult.DocumentError _ -> new Outcome("document-error", "", "");
            case CueResult.LimitReached limit -> new Outcome("limit", "", limit.limit());
        };
    }

    static Outcome of(Reference.Answer answer) {
        if (!answer.outcome().equals("failed")) {
            return new Outcome(answer.outcome(), "", "");
        }
        String path = answer.paths().isEmpty() ? "" : answer.paths().getFirst();
        return new Outcome("failed", path, answer.text().replace("\n", "\\n"));
    }
}
