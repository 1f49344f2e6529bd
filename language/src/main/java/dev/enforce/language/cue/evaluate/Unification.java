package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.CueError;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.evaluate.Conjunct.Data;
import dev.enforce.language.cue.evaluate.Conjunct.Said;
import dev.enforce.language.cue.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Unifies a policy with a document and says what refuses it. */
public final class Unification {

    private Unification() {}

    /**
     * @param document null to look at the policy alone; then also what its top level leaves open is an error
     * @throws Budget.LimitException when it uses more than it may
     */
    public static List<CueError> errors(StructCode policy, @Nullable Value document, Budget budget) {
        Evaluator evaluator = new Evaluator(budget);
        Vertex root = new Vertex(null, Vertex.ANONYMOUS);
        root.add(new Said(null, policy, Origin.ROOT));
        if (document != null) {
            root.add(new Data(document, Origin.ROOT));
        }
        Fault fault;
        try {
            fault = evaluator.refusal(root, false);
            if (document == null && fault == null) {
                fault = root.fault;
            }
        } catch (StackOverflowError e) {
            throw new Budget.LimitException("nested too deeply");
        }
        return fault == null
                ? List.of()
                : fault.issues().stream()
                        .map(issue -> new CueError(issue.path(), issue.text()))
                        .toList();
    }
}
