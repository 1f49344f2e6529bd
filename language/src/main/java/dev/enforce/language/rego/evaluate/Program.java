package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.builtin.Builtin;
import dev.enforce.language.rego.builtin.BuiltinContext;
import dev.enforce.language.rego.limit.Budget;
import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.limit.RegoLimits;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules ready to run. Immutable once made; evaluations share nothing.
 *
 * @param functions the policy's functions by their full names
 * @param builtins those that the policy may call
 * @param pure whether no built-in that it can reach looks at the clock
 */
public record Program(RuleNode root, Map<String, RuleGroup> functions, Map<String, Builtin> builtins, boolean pure) {

    /**
     * The value of a document.
     *
     * @param path below {@code data}
     * @param input null where there is none
     * @param data the base documents
     * @return empty where it is undefined
     * @throws RegoException for conflicts and limits
     */
    public Optional<Value> evaluate(
            List<String> path, @Nullable Value input, ObjectValue data, RegoLimits limits, Supplier<Instant> clock) {
        Budget budget = new Budget(limits);
        Evaluation evaluation = new Evaluation(this, budget, new BuiltinContext(budget, clock));
        Context context = new Context(input, data, null, Map.of());
        Value[] found = new Value[1];
        RefStep step = new RefStep(
                new RefStep.Root.Data(),
                root,
                path.stream()
                        .map(part -> new RefStep.Part(new Operand.Constant(new StringValue(part)), null))
                        .toList(),
                new Pattern.Bind(0));
        step.then(new Steps.Found());
        RuleCode query = new RuleCode(1, 0, List.of(), List.of(), null, new Operand.Slot(0), step, List.of());
        try {
            step.run(new Frame(query, evaluation, context, frame -> {
                found[0] = frame.slots[0];
                return true;
            }));
        } catch (StackOverflowError deep) {
            throw new RegoException(RegoException.Kind.LIMIT, "nested too deeply");
        }
        return Optional.ofNullable(found[0]);
    }
}
