package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** All solutions of a body as one value. */
public record Comprehension(Kind kind, int collector, Step body) implements Operand {

    /** What they are gathered in. */
    public enum Kind {
        ARRAY,
        SET,
        OBJECT
    }

    @Override
    @SuppressWarnings("unchecked")
    public Value value(Frame frame) {
        Object found = kind == Kind.OBJECT ? new TreeMap<Value, Value>() : new ArrayList<Value>();
        Object outer = frame.collectors[collector];
        frame.collectors[collector] = found;
        body.run(frame);
        frame.collectors[collector] = outer;
        return switch (kind) {
            case ARRAY -> new ArrayValue((List<Value>) found);
            case SET -> SetValue.of((List<Value>) found);
            case OBJECT -> ObjectValue.of((TreeMap<Value, Value>) found);
        };
    }
}
