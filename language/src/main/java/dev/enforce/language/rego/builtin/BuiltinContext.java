package dev.enforce.language.rego.builtin;

import dev.enforce.language.rego.limit.Budget;
import dev.enforce.language.rego.value.NumberValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What built-ins know of the evaluation they belong to. The clock stands still within one. */
public final class BuiltinContext {

    private final Budget budget;
    private final Supplier<Instant> clock;
    private final Map<String, Object> memory = new HashMap<>();
    private @Nullable NumberValue now;

    public BuiltinContext(Budget budget, Supplier<Instant> clock) {
        this.budget = budget;
        this.clock = clock;
    }

    public Budget budget() {
        return budget;
    }

    NumberValue now() {
        NumberValue known = now;
        if (known == null) {
            Instant instant = clock.get();
            known = NumberValue.of(java.math.BigInteger.valueOf(instant.getEpochSecond())
                    .multiply(java.math.BigInteger.valueOf(1_000_000_000))
                    .add(java.math.BigInteger.valueOf(instant.getNano())));
            now = known;
        }
        return known;
    }

    /** What was made once for a key in this evaluation: compiled patterns and the like. */
    @SuppressWarnings("unchecked")
    <T> T remembered(String key, Supplier<T> make) {
        Object known = memory.get(key);
        if (known == null) {
            known = make.get();
            memory.put(key, known);
        }
        return (T) known;
    }
}
