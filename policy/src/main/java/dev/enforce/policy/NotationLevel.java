package dev.enforce.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Which checks of a Notary Project signature refuse. The level {@code skip} is none of them: it compiles to a static
 * authority that passes.
 */
public enum NotationLevel {
    STRICT,
    PERMISSIVE,
    AUDIT;

    static final String SKIP = "skip";

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<NotationLevel> find(String wireName) {
        return Arrays.stream(values())
                .filter(level -> level.wireName().equals(wireName))
                .findFirst();
    }
}
