package dev.enforce.language.cue;

import java.util.List;

/** What a policy says of a document. */
public sealed interface CueResult {

    /** Nothing in the document is at odds with the policy; what is missing in it is not held against it. */
    record Passed() implements CueResult {}

    /** The document was evaluated and refused. */
    record Failed(List<CueError> errors) implements CueResult {
        public Failed {
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("a failure needs an error");
            }
            errors = List.copyOf(errors);
        }

        /** The first error, and how many more there are. */
        public String text() {
            String first = errors.getFirst().toString();
            return errors.size() == 1 ? first : first + " (and " + (errors.size() - 1) + " more errors)";
        }
    }

    /** The document is not JSON, or says two things of one field. */
    record DocumentError(String text) implements CueResult {}

    /** The evaluation used more than it may; nothing was decided. */
    record LimitReached(String limit) implements CueResult {}
}
