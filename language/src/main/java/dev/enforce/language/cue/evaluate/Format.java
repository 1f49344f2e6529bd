package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Code.Decl;
import dev.enforce.language.cue.compile.Labels;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BoolValue;
import dev.enforce.language.cue.value.Value.BytesValue;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.NullValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.OpaqueValue;
import dev.enforce.language.cue.value.Value.StringValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.util.stream.Collectors;

/** Values as messages print them: on one line, without blanks. */
final class Format {

    private static final int MAX_LENGTH = 10_000;

    private Format() {}

    static String anything(Object thing) {
        String text = switch (thing) {
            case Term term -> term(term);
            case Code code -> code(code);
            case Value value -> value(value);
            default -> throw new IllegalArgumentException("not to be printed: " + thing.getClass());
        };
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    }

    static String value(Value value) {
        return switch (value) {
            case NullValue _ -> "null";
            case BoolValue(boolean b) -> Boolean.toString(b);
            case NumberValue number -> number(number);
            case StringValue(String text) -> quoted(text, '"');
            case BytesValue(String bytes) -> quoted(bytes, '\'');
            case OpaqueValue(String text) -> text;
            case ListValue list -> list.items().stream().map(Format::value).collect(Collectors.joining(",", "[", "]"));
            case StructValue struct ->
                struct.fields().entrySet().stream()
                        .map(e -> label(e.getKey()) + ":" + value(e.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }

    private static String number(NumberValue number) {
        String text = number.value().toString();
        boolean bare = !number.integer() && text.indexOf('.') < 0 && text.indexOf('E') < 0;
        return bare ? text + ".0" : text;
    }

    private static String term(Term term) {
        return switch (term) {
            case Term.Scalar(Value value) -> value(value);
            case Term.Type(int kinds) -> Kind.name(kinds);
            case Term.Limit(String operator, Value bound) -> operator + value(bound);
            case Term.Check check
            when check.arguments().isEmpty() -> check.function().name();
            case Term.Check check ->
                check.function().name()
                        + check.arguments().stream().map(Format::value).collect(Collectors.joining(",", "(", ")"));
            case Term.All all -> all.terms().stream().map(Format::term).collect(Collectors.joining(" & "));
            case Vertex vertex -> vertex(vertex);
        };
    }

    private static String vertex(Vertex vertex) {
        if (!vertex.alternatives.isEmpty()) {
            return vertex.alternatives.stream().map(Format::vertex).collect(Collectors.joining(" | "));
        }
        if (vertex.list) {
            return vertex.elements.stream().map(Format::vertex).collect(Collectors.joining(",", "[", "]"));
        }
        if (vertex.struct) {
            return vertex.arcs.values().stream()
                    .filter(arc -> arc.arc == Arc.MEMBER)
                    .map(arc -> labelText(arc.label) + ":" + vertex(arc))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        Value data = vertex.onlyData();
        if (data != null) {
            return value(data);
        }
        return vertex.term == null || vertex.term == vertex ? "_" : term(vertex.term);
    }

    private static String code(Code code) {
        return switch (code) {
            case Code.Literal literal -> value(literal.value());
            case Code.Type type -> Kind.name(type.kinds());
            case Code.FieldRef reference -> Labels.text(reference.label());
            case Code.Bound bound -> bound.name();
            case Code.LetRef let -> let.name();
            case Code.Select select -> code(select.operand()) + "." + Labels.text(select.label());
            case Code.Index index -> code(index.operand()) + "[" + code(index.index()) + "]";
            case Code.Slice slice -> code(slice.operand()) + "[:]";
            case Code.Interpolation _ -> "\"\\()\"";
            case Code.Unary unary -> unary.operator() + code(unary.operand());
            case Code.Limit limit -> limit.operator() + code(limit.operand());
            case Code.Binary b -> "(" + code(b.left()) + " " + b.operator() + " " + code(b.right()) + ")";
            case Code.Both both -> "(" + code(both.left()) + " & " + code(both.right()) + ")";
            case Code.Either either ->
                either.choices().stream()
                        .map(choice -> (choice.preferred() ? "*" : "") + code(choice.code()))
                        .collect(Collectors.joining("|", "(", ")"));
            case Code.Defined defined -> code(defined.operand()) + (defined.wanted() ? " != _|_" : " == _|_");
            case Code.Call call ->
                call.function().name()
                        + call.arguments().stream().map(Format::code).collect(Collectors.joining(", ", "(", ")"));
            case Code.CoreCall call ->
                call.core().name().toLowerCase(java.util.Locale.ROOT)
                        + call.arguments().stream().map(Format::code).collect(Collectors.joining(", ", "(", ")"));
            case Code.Fail _ -> "_|_";
            case Code.Named named -> code(named.value());
            case Code.ListCode list ->
                list.elements().stream().map(Format::element).collect(Collectors.joining(",", "[", "]"));
            case Code.StructCode struct ->
                struct.decls().stream().map(Format::decl).collect(Collectors.joining(",", "{", "}"));
        };
    }

    private static String element(Code.Element element) {
        return switch (element) {
            case Code.Element.Item item -> code(item.code());
            case Code.Element.Each each -> "for" + code(each.body());
            case Code.Element.Rest rest -> rest.code() == null ? "..." : "..." + code(rest.code());
        };
    }

    private static String decl(Decl decl) {
        return switch (decl) {
            case Decl.Field field -> labelText(field.label()) + mark(field.arc()) + ":" + code(field.value());
            case Decl.Computed computed -> "(" + code(computed.label()) + "):" + code(computed.value());
            case Decl.Pattern pattern -> "[" + code(pattern.pattern()) + "]: " + code(pattern.value());
            case Decl.Open _ -> "...";
            case Decl.Embed embed -> code(embed.code());
            case Decl.Each each -> "if " + code(each.body());
            case Decl.Let let -> "let " + let.name() + "=" + code(let.value());
        };
    }

    private static String mark(Arc arc) {
        return switch (arc) {
            case MEMBER -> "";
            case REQUIRED -> "!";
            case OPTIONAL -> "?";
        };
    }

    private static String labelText(String label) {
        return Labels.isRegular(label) ? label(label) : Labels.text(label);
    }

    /** Quoted unless it reads as an identifier of a regular field. */
    static String label(String label) {
        if (label.isEmpty() || label.charAt(0) == '_' || !isNameStart(label.charAt(0))) {
            return quoted(label, '"');
        }
        boolean plain = label.chars().allMatch(c -> isNameStart((char) c) || (c >= '0' && c <= '9'));
        return plain ? label : quoted(label, '"');
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == '$';
    }

    static String quoted(String text, char quote) {
        StringBuilder out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> escape(c, quote, out));
        return out.append(quote).toString();
    }

    private static void escape(int c, char quote, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            case '\\' -> out.append("\\\\");
            case 0x07 -> out.append("\\a");
            case 0x08 -> out.append("\\b");
            case 0x0b -> out.append("\\v");
            case 0x0c -> out.append("\\f");
            default -> {
                if (c == quote) {
                    out.append('\\').append(quote);
                } else if (quote == '\'' && (c < 0x20 || c >= 0x7f)) {
                    out.append("\\x").append("%02x".formatted(c));
                } else if (c < 0x20 || c == 0x7f) {
                    out.append("\\u").append("%04x".formatted(c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }
}
