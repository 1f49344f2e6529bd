package dev.enforce.language.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes policies and documents at random; what is undefined, negated, missing or of another type weighs heavy. */
final class PolicyGenerator {

    private static final List<String> FIELDS = List.of("a", "b", "c", "name", "xs", "missing", "none");
    private static final List<String> STRINGS = List.of("\"a\"", "\"b\"", "\"\"", "\"HIGH\"", "\"name\"", "\"é\"");
    private static final List<String> NUMBERS = List.of("0", "1", "2", "-1", "1.5", "2.50", "1e3", "10");
    private static final List<String> UNARY = List.of(
            "count",
            "lower",
            "upper",
            "is_string",
            "is_number",
            "is_array",
            "is_object",
            "type_name",
            "sum",
            "max",
            "min",
            "sort",
            "abs",
            "to_number",
            "trim_space",
            "json.marshal",
            "base64.encode",
            "is_null",
            "array.reverse",
            "object.keys",
            "round",
            "floor",
            "ceil",
            "product",
            "is_boolean",
            "is_set",
            "f",
            "g",
            "h",
            "json.unmarshal");
    private static final List<String> BINARY = List.of(
            "startswith",
            "endswith",
            "contains",
            "concat",
            "split",
            "array.concat",
            "trim",
            "indexof",
            "format_int",
            "regex.match",
            "trim_prefix",
            "numbers.range",
            "k",
            "object.union",
            "glob3",
            "sprintf",
            "replace3");
    private static final List<String> OPERATORS = List.of("+", "-", "*", "/", "%", "|", "&");
    private static final List<String> RELATIONS = List.of("==", "!=", "<", "<=", ">", ">=", "=");

    private final Random random;
    private List<String> variables = new ArrayList<>();
    private int fresh;

    PolicyGenerator(Random random) {
        this.random = random;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    String policy() {
        fresh = 0;
        StringBuilder text = new StringBuilder("package sigstore\n");
        if (chance(20)) {
            text.append("import future.keywords.every\n");
        }
        if (chance(70)) {
            text.append("import future.keywords.in\n");
        }
        boolean keywords = text.indexOf("keywords.in") > 0;
        boolean every = text.indexOf("keywords.every") > 0;
        if (chance(30)) {
            text.append("default isCompliant = false\n");
        }
        boolean set = chance(25);
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            variables = new ArrayList<>();
            String head = set
                    ? "isCompliant[" + term(1, keywords) + "]"
                    : "isCompliant" + (chance(40) ? " = " + term(2, keywords) : "");
            text.append(rule(head, keywords, every));
        }
        helpers(text, keywords, every);
        return text.toString();
    }

    private void helpers(StringBuilder text, boolean keywords, boolean every) {
        if (chance(60)) {
            text.append(
                    "f0(x) = x { x != 1 }\ng0(x) = y { y := x.a } else = 3 { x == 2 }\nh0(x) { x }\nk0(x, y) { x == y }\n");
            text.append("p[x] { x := input.xs[_] }\n");
            return;
        }
        for (String name : List.of("f0(x)", "k0(x, y)")) {
            variables = new ArrayList<>(List.of("x"));
            if (name.startsWith("k")) {
                variables.add("y");
            }
            text.append(rule(name + (chance(50) ? " = " + term(1, keywords) : ""), keywords, every));
        }
        text.append(
                "f0(x) = x { x != 1 }\ng0(x) = y { y := x.a } else = 3 { x == 2 }\nh0(x) { x }\nk0(x, y) { x == y }\n");
        variables = new ArrayList<>();
        text.append(rule("p[" + term(1, keywords) + "]", keywords, false)
                .replace("data.sigstore.p", "input.a")
                .replace("p[_]", "input.xs[_]"));
    }

    private String rule(String head, boolean keywords, boolean every) {
        StringBuilder body = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            body.append("  ").append(expression(keywords, every)).append('\n');
        }
        String text = head + " {\n" + body + "}";
        if (chance(10) && !head.contains("[")) {
            text += " else = " + pick(NUMBERS) + " {\n  " + expression(keywords, every) + "\n}";
        }
        return text + "\n";
    }

    private String expression(boolean keywords, boolean every) {
        int kind = random.nextInt(100);
        if (kind < 22) {
            return "not " + simple(keywords);
        }
        if (kind < 34) {
            String name = "v" + fresh++;
            String text = name + " := " + term(2, keywords);
            variables.add(name);
            return text;
        }
        if (kind < 42) {
            String name = "v" + fresh++;
            String text =
                    chance(50) ? "some " + name + "\n  " + ref() + "[" + name + "]" : name + " = " + term(2, keywords);
            variables.add(name);
            return text;
        }
        if (kind < 48 && keywords) {
            String name = "v" + fresh++;
            String text = "some " + (chance(30) ? "k" + name + ", " : "") + name + " in " + term(1, keywords);
            variables.add(name);
            return text;
        }
        if (kind < 53 && every) {
            String name = "v" + fresh++;
            variables.add(name);
            String text = "every " + name + " in " + ref() + " { " + simple(keywords) + " }";
            variables.remove(name);
            return text;
        }
        String text = simple(keywords);
        return chance(8) ? text + " with input" + (chance(50) ? ".a" : "") + " as " + term(1, keywords) : text;
    }

    private String simple(boolean keywords) {
        int kind = random.nextInt(100);
        if (kind < 40) {
            return term(2, keywords) + " " + pick(RELATIONS) + " " + term(2, keywords);
        }
        if (kind < 75) {
            return call(2, keywords);
        }
        if (kind < 82 && keywords) {
            return term(1, keywords) + " in " + term(1, keywords);
        }
        return ref();
    }

    private String ref() {
        StringBuilder text = new StringBuilder(
                !variables.isEmpty() && chance(35) ? pick(variables) : chance(8) ? "data.sigstore.p" : "input");
        for (int n = random.nextInt(3) + (text.indexOf("input") == 0 ? 1 : 0); n > 0; n--) {
            if (chance(65)) {
                text.append('.').append(pick(FIELDS));
            } else if (chance(40)) {
                text.append("[_]");
            } else if (!variables.isEmpty() && chance(40)) {
                text.append('[').append(pick(variables)).append(']');
            } else {
                text.append('[').append(chance(50) ? "0" : pick(STRINGS)).append(']');
            }
        }
        return text.toString();
    }

    /** What is not of a wrong type when the policy is compiled, most of the time. */
    private String operand(int depth, boolean keywords) {
        return chance(88) ? ref() : term(depth - 1, keywords);
    }

    private String call(int depth, boolean keywords) {
        if (chance(60)) {
            String name = pick(UNARY);
            String own = name.length() == 1 ? name + "0" : name;
            return own + "(" + operand(depth, keywords) + ")";
        }
        String name = pick(BINARY);
        String first = operand(depth, keywords);
        String second = operand(depth, keywords);
        return switch (name) {
            case "k" -> "k0(" + first + ", " + second + ")";
            case "sprintf" -> "sprintf(\"%v %d %s\", [" + first + ", " + second + "])";
            case "glob3" -> "glob.match(\"a*\", [], " + first + ")";
            case "replace3" -> "replace(" + first + ", \"a\", " + second + ")";
            case "numbers.range" -> "numbers.range(" + pick(NUMBERS) + ", " + pick(NUMBERS) + ")";
            default -> name + "(" + first + ", " + second + ")";
        };
    }

    private String term(int depth, boolean keywords) {
        int kind = random.nextInt(100);
        if (depth <= 0 || kind < 50) {
            int leaf = random.nextInt(100);
            return leaf < 50
                    ? ref()
                    : leaf < 65 ? pick(STRINGS) : leaf < 85 ? pick(NUMBERS) : pick(List.of("true", "false", "null"));
        }
        if (kind < 60) {
            return "[" + term(depth - 1, keywords) + ", " + term(depth - 1, keywords) + "]";
        }
        if (kind < 66) {
            return "{\"a\": " + term(depth - 1, keywords) + ", \"b\": " + term(depth - 1, keywords) + "}";
        }
        if (kind < 70) {
            return "{" + term(depth - 1, keywords) + ", " + term(depth - 1, keywords) + "}";
        }
        if (kind < 80) {
            return call(depth, keywords);
        }
        if (kind < 90) {
            return "(" + operand(depth, keywords) + " " + pick(OPERATORS) + " " + operand(depth, keywords) + ")";
        }
        return comprehension(depth, keywords);
    }

    private String comprehension(int depth, boolean keywords) {
        List<String> before = variables;
        variables = new ArrayList<>(before);
        String name = "v" + fresh++;
        String body = name + " := " + ref() + (chance(50) ? "[_]" : "");
        variables.add(name);
        if (chance(60)) {
            body += "; " + (chance(30) ? "not " : "") + simple(keywords);
        }
        String head = term(depth - 1, keywords);
        variables = before;
        return switch (random.nextInt(3)) {
            case 0 -> "[" + head + " | " + body + "]";
            case 1 -> "{" + head + " | " + body + "}";
            default -> "{" + name + ": " + head + " | " + body + "}";
        };
    }

    /** A JSON object. */
    String document() {
        return object(3);
    }

    private String object(int depth) {
        StringBuilder text = new StringBuilder("{");
        for (String field : FIELDS.subList(0, 5)) {
            if (chance(70)) {
                text.append(text.length() > 1 ? "," : "")
                        .append('"')
                        .append(field)
                        .append("\":")
                        .append(value(depth - 1));
            }
        }
        return text.append('}').toString();
    }

    private String value(int depth) {
        int kind = random.nextInt(100);
        if (depth <= 0 || kind < 45) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> pick(STRINGS);
                case 2, 3 -> pick(NUMBERS);
                case 4 -> chance(50) ? "true" : "false";
                default -> "null";
            };
        }
        if (kind < 75) {
            StringBuilder text = new StringBuilder("[");
            for (int n = random.nextInt(4); n > 0; n--) {
                text.append(text.length() > 1 ? "," : "").append(value(depth - 1));
            }
            return text.append(']').toString();
        }
        return object(depth);
    }
}
