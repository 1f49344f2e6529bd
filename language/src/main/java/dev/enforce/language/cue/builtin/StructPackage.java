package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.StructValue;
import java.util.List;

/** Package {@code struct}. */
final class StructPackage {

    private StructPackage() {}

    static Packages.Package functions() {
        return new Packages.Package("struct")
                .validator("MinFields", List.of(Kind.STRUCT, Kind.INT), arguments -> {
                    int count = ((StructValue) arguments.get(0)).fields().size();
                    return atLeast(
                            "len(fields) < MinFields(%2$d) (%1$d < %2$d)", count, Arguments.integer(arguments, 1));
                })
                .validator("MaxFields", List.of(Kind.STRUCT, Kind.INT), arguments -> {
                    int count = ((StructValue) arguments.get(0)).fields().size();
                    return atMost(
                            "len(fields) > MaxFields(%2$d) (%1$d > %2$d)", count, Arguments.integer(arguments, 1));
                });
    }

    static Value atLeast(String message, int count, int wanted) {
        if (count < wanted) {
            throw new FunctionException(message.formatted(count, wanted));
        }
        return Value.of(true);
    }

    static Value atMost(String message, int count, int wanted) {
        if (count > wanted) {
            throw new FunctionException(message.formatted(count, wanted));
        }
        return Value.of(true);
    }
}
