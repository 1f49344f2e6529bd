package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.string;
import static dev.enforce.language.rego.builtin.Operands.text;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.JsonReader;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** JSON, base64 and hexadecimal. */
final class EncodingBuiltins {

    private EncodingBuiltins() {}

    static void register(Registry registry) {
        registry.one("base64.encode", a -> string(Base64.getEncoder().encodeToString(bytes(a))));
        registry.one("base64url.encode", a -> string(Base64.getUrlEncoder().encodeToString(bytes(a))));
        registry.one(
                "base64url.encode_no_pad",
                a -> string(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(a))));
        registry.one("base64.decode", a -> string(utf8(base64(text(a), Base64.getDecoder()))));
        registry.one("base64url.decode", a -> string(utf8(base64(padded(text(a)), Base64.getUrlDecoder()))));
        registry.one("base64.is_valid", a -> {
            try {
                base64(text(a), Base64.getDecoder());
                return BooleanValue.TRUE;
            } catch (BuiltinException invalid) {
                return BooleanValue.FALSE;
            }
        });
        registry.one("hex.encode", a -> string(HexFormat.of().formatHex(bytes(a))));
        registry.one("hex.decode", a -> {
            try {
                return string(utf8(HexFormat.of().parseHex(text(a))));
            } catch (IllegalArgumentException invalid) {
                throw new BuiltinException("encoding/hex: invalid");
            }
        });
        registry.add("json.marshal", 1, (o, c) -> {
            StringBuilder out = new StringBuilder();
            json(o[0], out);
            c.budget().text(out.length());
            return string(out.toString());
        });
        registry.add("json.marshal_with_options", 2, EncodingBuiltins::marshal);
        registry.one(
                "json.unmarshal",
                a -> JsonReader.read(text(a)).orElseThrow(() -> new BuiltinException("not a JSON document")));
        registry.one(
                "json.is_valid",
                a -> BooleanValue.of(a instanceof StringValue(String text)
                        && JsonReader.read(text).isPresent()));
    }

    static byte[] bytes(Value value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Line ends are passed over, padding is required, as Go does it. */
    private static byte[] base64(String text, Base64.Decoder decoder) {
        String plain = text.replace("\n", "").replace("\r", "");
        if (plain.length() % 4 != 0) {
            throw new BuiltinException("illegal base64 data");
        }
        try {
            return decoder.decode(plain);
        } catch (IllegalArgumentException invalid) {
            throw new BuiltinException("illegal base64 data");
        }
    }

    private static String padded(String text) {
        return text.endsWith("=") || text.length() % 4 == 0 ? text : text + "=".repeat(4 - text.length() % 4);
    }

    /** JSON with HTML escaped, as Go writes it by default. */
    static void json(Value value, StringBuilder out) {
        switch (value) {
            case StringValue(String text) -> quote(text, out);
            case ArrayValue(List<Value> elements) -> list(elements, out);
            case SetValue set -> list(set.elements(), out);
            case ObjectValue object -> {
                out.append('{');
                for (int i = 0; i < object.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    quote(key(object.key(i)), out);
                    out.append(':');
                    json(object.value(i), out);
                }
                out.append('}');
            }
            case NumberValue _, BooleanValue _, dev.enforce.language.rego.value.NullValue _ -> value.write(out);
        }
    }

    private static String key(Value key) {
        return key instanceof StringValue(String text) ? text : key.json();
    }

    private static void list(List<Value> elements, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < elements.size(); i++) {
            out.append(i == 0 ? "" : ",");
            json(elements.get(i), out);
        }
        out.append(']');
    }

    private static void quote(String text, StringBuilder out) {
        int from = out.length();
        StringValue.quote(text, out);
        for (int i = from; i < out.length(); i++) {
            String escaped = switch (out.charAt(i)) {
                case '<' -> "\\u003c";
                case '>' -> "\\u003e";
                case '&' -> "\\u0026";
                default -> "";
            };
            if (!escaped.isEmpty()) {
                out.replace(i, i + 1, escaped);
            }
        }
    }

    private static Value marshal(Value[] operands, BuiltinContext context) {
        ObjectValue options = Operands.object(operands[1]);
        String indent = "\t";
        String prefix = "";
        boolean pretty = options.find(string("indent")) != null || options.find(string("prefix")) != null;
        for (int i = 0; i < options.size(); i++) {
            switch (text(options.key(i))) {
                case "pretty" -> {
                    if (!(options.value(i) instanceof BooleanValue(boolean on))) {
                        throw Operands.wrong("boolean", options.value(i));
                    }
                    pretty = on;
                }
                case "indent" -> indent = text(options.value(i));
                case "prefix" -> prefix = text(options.value(i));
                default -> throw new BuiltinException("unknown option");
            }
        }
        StringBuilder out = new StringBuilder();
        if (pretty) {
            out.append(prefix);
            pretty(operands[0], out, prefix, indent, 0, context);
        } else {
            json(operands[0], out);
        }
        context.budget().text(out.length());
        return string(out.toString());
    }

    private static void pretty(
            Value value, StringBuilder out, String prefix, String indent, int depth, BuiltinContext context) {
        context.budget().text(out.length());
        String line = "\n" + prefix + indent.repeat(depth + 1);
        String last = "\n" + prefix + indent.repeat(depth);
        switch (value) {
            case ArrayValue(List<Value> elements)
            when !elements.isEmpty() -> {
                for (int i = 0; i < elements.size(); i++) {
                    out.append(i == 0 ? "[" : ",").append(line);
                    pretty(elements.get(i), out, prefix, indent, depth + 1, context);
                }
                out.append(last).append(']');
            }
            case SetValue set
            when set.size() > 0 -> pretty(new ArrayValue(set.elements()), out, prefix, indent, depth, context);
            case ObjectValue object
            when object.size() > 0 -> {
                for (int i = 0; i < object.size(); i++) {
                    out.append(i == 0 ? "{" : ",").append(line);
                    quote(key(object.key(i)), out);
                    out.append(": ");
                    pretty(object.value(i), out, prefix, indent, depth + 1, context);
                }
                out.append(last).append('}');
            }
            default -> json(value, out);
        }
    }
}
