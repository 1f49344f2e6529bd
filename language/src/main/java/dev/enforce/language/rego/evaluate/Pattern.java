package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.Value;
import java.util.List;

/** What a value is unified with: it binds what is not bound yet and compares the rest. */
public sealed interface Pattern {

    boolean match(Frame frame, Value value);

    /** A variable that is bound here. */
    record Bind(int slot) implements Pattern {
        @Override
        public boolean match(Frame frame, Value value) {
            frame.slots[slot] = value;
            return true;
        }
    }

    /** Something with a value. */
    record Equal(Operand operand) implements Pattern {
        @Override
        public boolean match(Frame frame, Value value) {
            return operand.value(frame).equals(value);
        }
    }

    /** An array of that length. */
    record Elements(List<Pattern> elements) implements Pattern {
        @Override
        public boolean match(Frame frame, Value value) {
            if (!(value instanceof ArrayValue(List<Value> values)) || values.size() != elements.size()) {
                return false;
            }
            for (int i = 0; i < values.size(); i++) {
                if (!elements.get(i).match(frame, values.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** An object with those keys and no others. */
    record Fields(List<Operand> keys, List<Pattern> values) implements Pattern {
        @Override
        public boolean match(Frame frame, Value value) {
            if (!(value instanceof ObjectValue object) || object.size() != keys.size()) {
                return false;
            }
            for (int i = 0; i < keys.size(); i++) {
                Value field = object.find(keys.get(i).value(frame));
                if (field == null || !values.get(i).match(frame, field)) {
                    return false;
                }
            }
            return true;
        }
    }
}
