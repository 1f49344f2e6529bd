package dev.enforce.language.rego.builtin;

import java.util.Map;

/** All functions of the language that this engine has. None of them reaches beyond its operands but {@code time.now_ns}. */
public final class Builtins {

    public static final Map<String, Builtin> ALL = all();

    private Builtins() {}

    private static Map<String, Builtin> all() {
        Registry registry = new Registry();
        NumberBuiltins.register(registry);
        ComparisonBuiltins.register(registry);
        CollectionBuiltins.register(registry);
        ObjectBuiltins.register(registry);
        StringBuiltins.register(registry);
        EncodingBuiltins.register(registry);
        HashBuiltins.register(registry);
        RegexBuiltins.register(registry);
        TimeBuiltins.register(registry);
        NetBuiltins.register(registry);
        JsonPatchBuiltins.register(registry);
        GraphBuiltins.register(registry);
        VersionBuiltins.register(registry);
        UnitBuiltins.register(registry);
        UriBuiltins.register(registry);
        return Map.copyOf(registry.all);
    }
}
