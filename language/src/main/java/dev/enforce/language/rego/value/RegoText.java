package dev.enforce.language.rego.value;

import java.util.List;

/** Values as Rego writes them, which differs from JSON in its spaces and in sets. */
public final class RegoText {

    private RegoText() {}

    public static String of(Value value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Value value, StringBuilder text) {
        switch (value) {
            case ArrayValue(List<Value> elements) -> {
                text.append('[');
                list(elements, text);
                text.append(']');
            }
            case SetValue set -> {
                if (set.size() == 0) {
                    text.append("set()");
                } else {
                    text.append('{');
                    list(set.elements(), text);
                    text.append('}');
                }
            }
            case ObjectValue object -> {
                text.append('{');
                for (int i = 0; i < object.size(); i++) {
                    text.append(i == 0 ? "" : ", ");
                    write(object.key(i), text);
                    text.append(": ");
                    write(object.value(i), text);
                }
                text.append('}');
            }
            case StringValue(String string) -> quote(string, text);
            case NullValue _, BooleanValue _, NumberValue _ -> value.write(text);
        }
    }

    private static void list(List<Value> elements, StringBuilder text) {
        for (int i = 0; i < elements.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            write(elements.get(i), text);
        }
    }

    /** A string as Go quotes it. */
    public static void quote(String string, StringBuilder text) {
        text.append('"');
        string.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                case 7 -> text.append("\\a");
                case 11 -> text.append("\\v");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        text.append(String.format(java.util.Locale.ROOT, "\\x%02x", c));
                    } else if (isPrintable(c)) {
                        text.appendCodePoint(c);
                    } else {
                        text.append(String.format(java.util.Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
                    }
                }
            }
        });
        text.append('"');
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
