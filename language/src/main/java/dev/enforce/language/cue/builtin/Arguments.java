package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BytesValue;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes arguments as what functions work with. */
final class Arguments {

    static final int TEXT = Kind.STRING | Kind.BYTES;
    static final int MAX_SIZE = 1_000_000;

    private Arguments() {}

    static String text(List<Value> arguments, int index) {
        return switch (arguments.get(index)) {
            case StringValue(String text) -> text;
            case BytesValue bytes -> new String(bytes.bytes(), StandardCharsets.UTF_8);
            case Value other -> throw wrong(other, index, "string");
        };
    }

    static byte[] bytes(List<Value> arguments, int index) {
        return arguments.get(index) instanceof BytesValue bytes
                ? bytes.bytes()
                : text(arguments, index).getBytes(StandardCharsets.UTF_8);
    }

    static int integer(List<Value> arguments, int index) {
        BigDecimal number = number(arguments, index);
        if (number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw new FunctionException("argument " + (index + 1) + " is out of range");
        }
        return number.intValue();
    }

    static BigDecimal number(List<Value> arguments, int index) {
        if (arguments.get(index) instanceof NumberValue number) {
            return number.value();
        }
        throw wrong(arguments.get(index), index, "number");
    }

    static List<Value> list(List<Value> arguments, int index) {
        if (arguments.get(index) instanceof ListValue(List<Value> items)) {
            return items;
        }
        throw wrong(arguments.get(index), index, "list");
    }

    static List<String> texts(List<Value> arguments, int index) {
        List<String> texts = new ArrayList<>();
        for (Value item : list(arguments, index)) {
            if (!(item instanceof StringValue(String text))) {
                throw new FunctionException("invalid list element " + texts.size() + " in argument " + index
                        + " to call: cannot use value " + plain(item) + " (" + Kind.name(item.kind()) + ") as string");
            }
            texts.add(text);
        }
        return texts;
    }

    private static String plain(Value value) {
        return value instanceof NumberValue number ? number.value().toString() : Kind.name(value.kind());
    }

    static List<BigDecimal> numbers(List<Value> arguments, int index) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (Value item : list(arguments, index)) {
            if (!(item instanceof NumberValue number)) {
                throw new FunctionException("invalid list element " + numbers.size() + " in argument " + index
                        + " to call: cannot use value " + plain(item) + " (" + Kind.name(item.kind()) + ") as number");
            }
            numbers.add(number.value());
        }
        return numbers;
    }

    static Value ofTexts(List<String> texts) {
        return new ListValue(texts.stream().map(Value::of).toList());
    }

    /** An integer where it has no fraction, as the reference decides. */
    static Value ofNumber(BigDecimal number) {
        return new NumberValue(number, number.scale() <= 0);
    }

    static String limited(String text) {
        if (text.length() > MAX_SIZE) {
            throw new FunctionException("a text longer than " + MAX_SIZE + " characters");
        }
        return text;
    }

    private static FunctionException wrong(Value value, int index, String wanted) {
        return new FunctionException(
                "cannot use value (type " + Kind.name(value.kind()) + ") as " + wanted + " in argument " + (index + 1));
    }
}
