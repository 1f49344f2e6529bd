package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packages that a policy may import. */
public final class Packages {

    private static final Map<String, Package> BY_PATH = Map.ofEntries(
            Map.entry("list", ListPackage.functions()),
            Map.entry("strings", StringsPackage.functions()),
            Map.entry("struct", StructPackage.functions()),
            Map.entry("time", TimePackage.functions()),
            Map.entry("math", MathPackage.functions()),
            Map.entry("regexp", RegexpPackage.functions()),
            Map.entry("strconv", StrconvPackage.functions()),
            Map.entry("net", NetPackage.functions()),
            Map.entry("encoding/json", EncodingPackages.json()),
            Map.entry("encoding/base64", EncodingPackages.base64()),
            Map.entry("encoding/hex", EncodingPackages.hex()));

    private Packages() {}

    public static boolean exists(String path) {
        return BY_PATH.containsKey(path);
    }

    public static @Nullable Function function(String path, String name) {
        Package found = BY_PATH.get(path);
        return found == null ? null : found.functions.get(name);
    }

    public static @Nullable Value constant(String path, String name) {
        Package found = BY_PATH.get(path);
        return found == null ? null : found.constants.get(name);
    }

    /** One package while it is put together. */
    static final class Package {

        private final String name;
        private final Map<String, Function> functions = new HashMap<>();
        private final Map<String, Value> constants = new HashMap<>();

        Package(String name) {
            this.name = name;
        }

        Package function(String function, List<Integer> parameters, Function.Body body) {
            functions.put(function, new Function(name + "." + function, parameters, false, body));
            return this;
        }

        /** A function that answers true or false, and may stand as a constraint without its first argument. */
        Package validator(String function, List<Integer> parameters, Function.Body body) {
            functions.put(function, new Function(name + "." + function, parameters, true, body));
            return this;
        }

        Package constant(String constant, Value value) {
            constants.put(constant, value);
            return this;
        }
    }
}
