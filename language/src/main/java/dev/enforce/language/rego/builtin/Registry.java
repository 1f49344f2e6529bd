package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.value.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the functions under their names. */
final class Registry {

    final Map<String, Builtin> all = new HashMap<>();

    interface None {
        Value call(BuiltinContext context);
    }

    interface One {
        @Nullable
        Value call(Value operand);
    }

    interface Two {
        @Nullable
        Value call(Value first, Value second);
    }

    interface Three {
        @Nullable
        Value call(Value first, Value second, Value third);
    }

    void one(String name, One body) {
        add(name, 1, (operands, _) -> body.call(operands[0]));
    }

    void two(String name, Two body) {
        add(name, 2, (operands, _) -> body.call(operands[0], operands[1]));
    }

    void three(String name, Three body) {
        add(name, 3, (operands, _) -> body.call(operands[0], operands[1], operands[2]));
    }

    /** One that needs the budget. */
    void add(String name, int arity, Builtin.Body body) {
        all.put(name, new Builtin(name, arity, true, body));
    }

    /** One whose answer depends on more than its operands. */
    void impure(String name, int arity, Builtin.Body body) {
        all.put(name, new Builtin(name, arity, false, body));
    }
}
