package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.Value;
import org.jspecify.annotations.Nullable;

/** The variables of one rule while its body is evaluated. What is bound where is known when the program is made. */
final class Frame {

    final Value[] slots;
    final @Nullable Object[] collectors;
    final Evaluation evaluation;
    final Sink sink;
    Context context;

    /** Takes what the body of a rule finds. */
    interface Sink {

        /** Whether that is enough. */
        boolean accept(Frame frame);
    }

    Frame(RuleCode code, Evaluation evaluation, Context context, Sink sink) {
        this.slots = new Value[code.slots()];
        this.collectors = new Object[code.collectors()];
        this.evaluation = evaluation;
        this.context = context;
        this.sink = sink;
    }
}
