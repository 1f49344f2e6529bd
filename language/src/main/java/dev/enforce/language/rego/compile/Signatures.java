package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.compile.Type.ArrayType;
import dev.enforce.language.rego.compile.Type.Function;
import dev.enforce.language.rego.compile.Type.ObjectType;
import dev.enforce.language.rego.compile.Type.SetType;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The types of the built-ins, from their table. */
final class Signatures {

    static final Map<String, Function> ALL = read();

    private final String text;
    private int at;

    private Signatures(String text) {
        this.text = text;
    }

    private static Map<String, Function> read() {
        Map<String, Function> all = new HashMap<>();
        String table = "/dev/enforce/language/rego/builtin/signatures.txt";
        try (InputStream in = Signatures.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException("no table of signatures");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] words = line.trim().split(" +");
                    List<@Nullable Type> arguments = new ArrayList<>();
                    for (int i = 1; i < words.length - 2; i++) {
                        arguments.add(new Signatures(words[i]).type());
                    }
                    all.put(words[0], new Function(arguments, new Signatures(words[words.length - 1]).type()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(all);
    }

    private Type type() {
        return switch (text.charAt(at++)) {
            case 'z' -> Type.NULL;
            case 'b' -> Type.BOOLEAN;
            case 'n' -> Type.NUMBER;
            case 's' -> Type.STRING;
            case 'A' -> any();
            case 'L' -> array();
            case 'S' -> {
                at++;
                Type of = type();
                at++;
                yield new SetType(of);
            }
            case 'O' -> object();
            default -> throw new IllegalStateException("a signature at " + at + ": " + text);
        };
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) {
            at++;
        }
        return there;
    }

    private Type any() {
        if (!take('(')) {
            return Type.ANY;
        }
        Set<Type> of = new LinkedHashSet<>();
        do {
            of.add(type());
        } while (take('|'));
        at++;
        return new Type.Any(of);
    }

    private Type array() {
        at++;
        List<@Nullable Type> fixed = new ArrayList<>();
        Type others = null;
        while (!take('>')) {
            if (take(';')) {
                others = type();
            } else {
                take(',');
                fixed.add(type());
            }
        }
        return new ArrayType(fixed, others);
    }

    private Type object() {
        at++;
        Map<Value, @Nullable Type> fixed = new TreeMap<>();
        Type keys = null;
        Type values = null;
        while (!take('>')) {
            if (take(';')) {
                keys = type();
                at++;
                values = type();
            } else {
                take(',');
                int colon = text.indexOf(':', at);
                StringValue name = new StringValue(text.substring(at, colon));
                at = colon + 1;
                fixed.put(name, type());
            }
        }
        return new ObjectType(fixed, keys != null, keys, values);
    }
}
