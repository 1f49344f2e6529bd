package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.List;

/** What has a value once the variables before it are bound. */
public sealed interface Operand
        permits Operand.Constant, Operand.Slot, Operand.Array, Operand.Set, Operand.Entries, Comprehension {

    Value value(Frame frame);

    /** A value as written. */
    record Constant(Value constant) implements Operand {
        @Override
        public Value value(Frame frame) {
            return constant;
        }
    }

    /** A variable. */
    record Slot(int index) implements Operand {
        @Override
        public Value value(Frame frame) {
            return frame.slots[index];
        }
    }

    /** Whether all are values as written, so that what they make is one too. */
    private static boolean areConstant(List<Operand> operands) {
        return operands.stream().allMatch(Constant.class::isInstance);
    }

    private static List<Value> constants(List<Operand> operands) {
        return operands.stream().map(operand -> ((Constant) operand).constant()).toList();
    }

    /** An array of operands. */
    record Array(List<Operand> elements) implements Operand {
        public static Operand of(List<Operand> elements) {
            return areConstant(elements) ? new Constant(new ArrayValue(constants(elements))) : new Array(elements);
        }

        @Override
        public Value value(Frame frame) {
            return new ArrayValue(values(elements, frame));
        }
    }

    /** A set of operands. */
    record Set(List<Operand> elements) implements Operand {
        public static Operand of(List<Operand> elements) {
            return areConstant(elements) ? new Constant(SetValue.of(constants(elements))) : new Set(elements);
        }

        @Override
        public Value value(Frame frame) {
            return SetValue.of(values(elements, frame));
        }
    }

    /** An object of operands. */
    record Entries(List<Operand> keys, List<Operand> values) implements Operand {
        public static Operand of(List<Operand> keys, List<Operand> values) {
            return areConstant(keys) && areConstant(values)
                    ? new Constant(ObjectValue.of(constants(keys), constants(values)))
                    : new Entries(keys, values);
        }

        @Override
        public Value value(Frame frame) {
            return ObjectValue.of(Operand.values(keys, frame), Operand.values(values, frame));
        }
    }

    private static List<Value> values(List<Operand> operands, Frame frame) {
        List<Value> values = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            values.add(operand.value(frame));
        }
        return values;
    }
}
