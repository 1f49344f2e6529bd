package dev.enforce.language.cue.evaluate;

import org.jspecify.annotations.Nullable;

/** Asks whether two are one and the same, not whether they look alike: code that is written twice is two places. */
final class Identity {

    private Identity() {}

    @SuppressWarnings("ReferenceEquality")
    static boolean same(@Nullable Object one, @Nullable Object two) {
        return one == two;
    }
}
