package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that one scope of the text gives. */
final class Scope {

    /** What a name stands for. */
    enum Meaning {
        FIELD,
        LET,
        BOUND
    }

    record Found(Meaning meaning, String label) {}

    private final @Nullable Scope outer;
    private final Map<String, Found> names = new HashMap<>();
    private final Map<String, Location> mustBeUsed = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    @Nullable
    Scope outer() {
        return outer;
    }

    void put(String name, Meaning meaning, String label) {
        names.put(name, new Found(meaning, label));
    }

    boolean has(String name) {
        return names.containsKey(name);
    }

    void mustBeUsed(String name, Location at) {
        mustBeUsed.put(name, at);
    }

    @Nullable
    Found use(String name) {
        Found found = names.get(name);
        if (found != null) {
            used.add(name);
        }
        return found;
    }

    /** The first name that nothing refers to although it exists only for that. */
    Map.@Nullable Entry<String, Location> unused() {
        for (Map.Entry<String, Location> entry : mustBeUsed.entrySet()) {
            if (!used.contains(entry.getKey())) {
                return entry;
            }
        }
        return null;
    }
}
