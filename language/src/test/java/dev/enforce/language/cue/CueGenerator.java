package dev.enforce.language.cue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes policies of the subset and documents that have something to do with them, from a seed. */
final class CueGenerator {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> TYPES =
            List.of("int", "string", "bool", "number", "_", "null", "float", "[...]", "{...}", "uint8", "bytes");
    private static final List<String> LITERALS =
            List.of("1", "2", "3", "0", "1.5", "\"x\"", "\"y\"", "\"\"", "true", "false", "null", "[]", "{}", "[1]");
    private static final List<String> BOUNDS = List.of(
            ">1", "<3", ">=2", "<=1", "!=1", "!=\"x\"", "=~\"^x\"", "!~\"y\"", ">\"x\"", "!=null", ">1.5", "int & >0");
    private static final List<String> OPERATORS = List.of("+", "-", "*", "==", "!=", "<", ">=", "&&", "||", "/");
    private static final List<String> CALLS = List.of(
            "len(%s)",
            "strings.ToUpper(%s)",
            "strings.Join(%s, \"-\")",
            "strings.HasPrefix(%s, \"x\")",
            "list.Contains([1, \"x\"], %s)",
            "list.MaxItems(1)",
            "list.MinItems(2)",
            "struct.MaxFields(1)",
            "struct.MinFields(2)",
            "strings.MinRunes(2)",
            "list.UniqueItems()",
            "list.Sum(%s)",
            "close({%s})");

    private final Random random;
    private final boolean simple;
    private List<String> inScope = new ArrayList<>();

    CueGenerator(long seed) {
        this.random = new Random(seed);
        this.simple = random.nextInt(3) == 0;
    }

    String policy() {
        StringBuilder text = new StringBuilder();
        if (!simple && random.nextInt(3) > 0) {
            text.append("#A: ")
                    .append(random.nextInt(3) == 0 ? value(2) : struct(2))
                    .append('\n');
            inScope.add("#A");
        }
        if (!simple && random.nextInt(4) == 0) {
            text.append("#B: ").append(value(2)).append('\n');
            inScope.add("#B");
        }
        text.append(fields(2, 1 + random.nextInt(3)));
        String body = text.toString();
        StringBuilder imports = new StringBuilder();
        for (String each : List.of("strings", "list", "struct")) {
            if (body.contains(each + ".")) {
                imports.append("import \"").append(each).append("\"\n");
            }
        }
        return imports + body;
    }

    String document() {
        return object(3);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String fields(int depth, int count) {
        List<String> outer = inScope;
        inScope = new ArrayList<>(outer);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(one(NAMES));
        }
        StringBuilder text = new StringBuilder();
        boolean cyclic = random.nextInt(50) == 0;
        if (cyclic) {
            inScope.addAll(names);
        }
        for (String name : names) {
            inScope.remove(name);
            text.append(field(name, depth)).append('\n');
            inScope.add(name);
        }
        if (!simple) {
            extras(text, depth);
        }
        inScope = outer;
        return text.toString();
    }

    private String field(String name, int depth) {
        String mark = switch (random.nextInt(8)) {
            case 0 -> "?";
            case 1 -> random.nextInt(3) == 0 ? "!" : "";
            default -> "";
        };
        return name + mark + ": " + value(depth);
    }

    private void extras(StringBuilder text, int depth) {
        switch (random.nextInt(14)) {
            case 0 ->
                text.append("if ")
                        .append(condition(depth))
                        .append(" {\n")
                        .append(fields(depth - 1, 1))
                        .append("}\n");
            case 1 ->
                text.append("[")
                        .append(one(List.of("string", "=~\"^[ab]\"", "\"c\"")))
                        .append("]: ")
                        .append(value(depth - 1))
                        .append('\n');
            case 2 -> text.append(depth < 2 ? "...\n" : "");
            case 3 -> text.append(inScope.contains("#A") && depth < 2 ? "#A\n" : "");
            case 4 -> text.append("let L = ").append(value(depth - 1)).append("\nc: L\n");
            case 5 -> text.append("_h: ").append(value(depth - 1)).append("\nd: _h\n");
            case 6 -> text.append("for k, v in ").append(reference()).append(" {(\"\\(k)\"): v}\n");
            case 7 ->
                text.append("\"")
                        .append(one(NAMES))
                        .append("\": ")
                        .append(value(depth - 1))
                        .append('\n');
            default -> {}
        }
    }

    private String condition(int depth) {
        return switch (random.nextInt(5)) {
            case 0 -> reference();
            case 1 -> reference() + " != _|_";
            case 2 -> reference() + " == _|_";
            default -> reference() + one(List.of(" == ", " != ", " > ")) + literal();
        };
    }

    private String operand() {
        return random.nextInt(3) == 0 ? literal() : reference();
    }

    private String literal() {
        return one(LITERALS);
    }

    private String reference() {
        if (inScope.isEmpty()) {
            return literal();
        }
        String name = one(inScope);
        return random.nextInt(4) == 0 ? name + "." + one(NAMES) : name;
    }

    private String value(int depth) {
        int kind = random.nextInt(simple ? 12 : 24);
        return switch (kind) {
            case 0, 1 -> literal();
            case 2, 3 -> one(TYPES);
            case 4, 5 -> one(BOUNDS);
            case 6, 7, 8 -> depth > 0 ? struct(depth) : literal();
            case 9 -> depth > 0 ? list(depth) : literal();
            case 10 -> disjunction(depth);
            case 11 -> depth > 0 ? "(" + value(depth - 1) + ") & (" + value(depth - 1) + ")" : one(TYPES);
            case 12, 13, 14, 15 -> reference();
            case 16 -> depth > 0 ? "(" + operand() + " " + one(OPERATORS) + " " + operand() + ")" : reference();
            case 17 -> one(CALLS).replace("%s", depth > 0 ? reference() : "");
            case 18 -> "\"\\(" + reference() + ")x\"";
            case 19 -> inScope.contains("#A") ? "#A" : reference();
            case 20 -> inScope.contains("#A") && depth > 0 ? "#A & " + struct(depth) : reference();
            case 21 -> depth > 0 ? "[for x in " + reference() + " if x != 1 {x}]" : literal();
            case 22 -> reference() + " & " + (depth > 0 ? struct(depth) : one(BOUNDS));
            default -> disjunction(depth);
        };
    }

    private String struct(int depth) {
        if (depth <= 0) {
            return "{}";
        }
        return "{\n" + fields(depth - 1, random.nextInt(3)) + "}";
    }

    private String list(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> "[" + value(depth - 1) + "]";
            case 1 -> "[" + value(depth - 1) + ", ..." + value(depth - 1) + "]";
            case 2 -> "[" + value(depth - 1) + ", " + value(depth - 1) + "]";
            default -> "[..." + value(depth - 1) + "]";
        };
    }

    private String disjunction(int depth) {
        int count = 2 + random.nextInt(2);
        List<String> alternatives = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alternatives.add((random.nextInt(5) == 0 ? "*" : "") + value(Math.max(0, depth - 1)));
        }
        return "(" + String.join(" | ", alternatives) + ")";
    }

    private String object(int depth) {
        List<String> fields = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(5) < 2) {
                fields.add("\"" + name + "\":" + json(depth - 1));
            }
        }
        return "{" + String.join(",", fields) + "}";
    }

    private String json(int depth) {
        int kind = random.nextInt(depth > 0 ? 9 : 6);
        return switch (kind) {
            case 0, 1 -> one(List.of("1", "2", "3", "0", "1.5"));
            case 2, 3 -> one(List.of("\"x\"", "\"y\"", "\"\"", "\"xx\""));
            case 4 -> one(List.of("true", "false"));
            case 5 -> "null";
            case 6 -> "[" + (random.nextBoolean() ? json(depth - 1) : json(depth - 1) + "," + json(depth - 1)) + "]";
            default -> object(depth);
        };
    }
}
