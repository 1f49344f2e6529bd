package dev.enforce.language.cue.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Why something has no value. {@code INCOMPLETE} and {@code CYCLE} mean that the document does not say enough; the reference
 * does not hold that against the document.
 */
record Fault(Cause cause, List<Issue> issues) {

    enum Cause {
        CONFLICT,
        INCOMPLETE,
        CYCLE
    }

    /** A message and the path of the value it is about. */
    record Issue(String path, String text) {}

    Fault {
        issues = List.copyOf(issues);
    }

    static Fault conflict(Vertex at, String text) {
        return new Fault(Cause.CONFLICT, List.of(new Issue(at.path(), text)));
    }

    boolean refuses() {
        return cause == Cause.CONFLICT;
    }

    /** Both; a conflict outweighs what is incomplete. */
    Fault and(Fault other) {
        if (refuses() != other.refuses()) {
            return refuses() ? this : other;
        }
        List<Issue> all = new ArrayList<>(issues);
        other.issues.stream().filter(issue -> !all.contains(issue)).forEach(all::add);
        return new Fault(cause, all);
    }
}
