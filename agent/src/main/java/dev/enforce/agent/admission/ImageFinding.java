package dev.enforce.agent.admission;

import dev.enforce.verification.PolicyObjection;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of one image, wherever in the object it stands.
 *
 * @param errors refuse the object
 * @param warnings are shown
 * @param isUndecided whether an error stands for something that could not be evaluated, rather than for a refusal
 */
record ImageFinding(List<Statement> errors, List<Statement> warnings, boolean isUndecided) {

    static final ImageFinding NOTHING = new ImageFinding(List.of(), List.of(), false);

    ImageFinding {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /** A diagnostic whose path is not known yet. */
    record Statement(String message, String details) {
        static Statement of(PolicyObjection objection) {
            return new Statement("failed policy: " + objection.policy(), objection.details());
        }
    }

    static ImageFinding refused(Statement error) {
        return new ImageFinding(List.of(error), List.of(), false);
    }

    static ImageFinding undecided(Statement error) {
        return new ImageFinding(List.of(error), List.of(), true);
    }

    static ImageFinding warned(Statement warning) {
        return new ImageFinding(List.of(), List.of(warning), false);
    }

    static List<Statement> statements(List<? extends PolicyObjection> first, List<? extends PolicyObjection> second) {
        List<Statement> all = new ArrayList<>(first.size() + second.size());
        first.forEach(objection -> all.add(Statement.of(objection)));
        second.forEach(objection -> all.add(Statement.of(objection)));
        return all;
    }
}
