package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may stand between the braces of a struct. */
public sealed interface Declaration {

    Location at();

    /** Whether a field must be, may be or is. */
    enum Presence {
        REGULAR,
        OPTIONAL,
        REQUIRED
    }

    record Field(Location at, @Nullable String alias, Label label, Presence presence, Syntax value)
            implements Declaration {}

    record Let(Location at, String name, Syntax value) implements Declaration {}

    record Embedding(Location at, Syntax value) implements Declaration {}

    record Ellipsis(Location at) implements Declaration {}

    record Comprehension(Location at, List<Clause> clauses, Syntax.Struct body) implements Declaration {}

    /** What stands before the colon. */
    sealed interface Label {
        /** A bare word, which other expressions may refer to. */
        record Bare(String name) implements Label {}

        record Quoted(String name) implements Label {}

        record Computed(Syntax name) implements Label {}

        /** {@code [X=pattern]}. */
        record Pattern(@Nullable String alias, Syntax pattern) implements Label {}
    }

    /** One step of a comprehension. */
    sealed interface Clause {
        record For(Location at, @Nullable String key, String value, Syntax source) implements Clause {}

        record If(Location at, Syntax condition) implements Clause {}

        record LetIn(Location at, String name, Syntax value) implements Clause {}
    }
}
