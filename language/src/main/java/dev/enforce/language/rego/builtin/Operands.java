package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Takes operands for what they must be. */
final class Operands {

    private Operands() {}

    static String text(Value value) {
        if (value instanceof StringValue(String text)) {
            return text;
        }
        throw wrong("string", value);
    }

    static NumberValue number(Value value) {
        if (value instanceof NumberValue number) {
            return number;
        }
        throw wrong("number", value);
    }

    /** A whole number of any size. */
    static BigInteger whole(Value value) {
        NumberValue number = number(value);
        if (!number.isInteger()) {
            throw new BuiltinException("operand must be an integer");
        }
        return Floats.toBigInteger(number);
    }

    static int integer(Value value) {
        BigInteger whole = whole(value);
        if (whole.bitLength() > 31) {
            throw new BuiltinException("operand must be a small integer");
        }
        return whole.intValue();
    }

    static List<Value> array(Value value) {
        if (value instanceof ArrayValue(List<Value> elements)) {
            return elements;
        }
        throw wrong("array", value);
    }

    static SetValue set(Value value) {
        if (value instanceof SetValue set) {
            return set;
        }
        throw wrong("set", value);
    }

    static ObjectValue object(Value value) {
        if (value instanceof ObjectValue object) {
            return object;
        }
        throw wrong("object", value);
    }

    /** The elements of an array or a set. */
    static List<Value> elements(Value value) {
        return switch (value) {
            case ArrayValue(List<Value> elements) -> elements;
            case SetValue set -> set.elements();
            default -> throw wrong("array or set", value);
        };
    }

    /** Strings of an array or a set. */
    static List<String> texts(Value value) {
        List<String> texts = new ArrayList<>();
        for (Value element : elements(value)) {
            texts.add(text(element));
        }
        return texts;
    }

    static StringValue string(String text) {
        return new StringValue(text);
    }

    static ArrayValue strings(Iterable<String> texts) {
        List<Value> values = new ArrayList<>();
        texts.forEach(text -> values.add(new StringValue(text)));
        return new ArrayValue(values);
    }

    static BuiltinException wrong(String wanted, Value given) {
        return new BuiltinException("operand must be " + wanted + " but got " + given.typeName());
    }
}
