package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression as it is written. */
public sealed interface Syntax {

    Location at();

    record Name(Location at, String name) implements Syntax {}

    record Text(Location at, String value) implements Syntax {}

    record Bytes(Location at, String value) implements Syntax {}

    record Number(Location at, BigDecimal value, boolean integer) implements Syntax {}

    /** Texts and expressions in turn; {@code bytes} when written with single quotes. */
    record Interpolation(Location at, List<Syntax> parts, boolean bytes) implements Syntax {}

    record Bottom(Location at) implements Syntax {}

    record Struct(Location at, List<Declaration> declarations) implements Syntax {}

    record ListOf(Location at, List<Element> elements) implements Syntax {}

    record Select(Location at, Syntax operand, String label) implements Syntax {}

    record Index(Location at, Syntax operand, Syntax index) implements Syntax {}

    record Slice(
            Location at,
            Syntax operand,
            @Nullable Syntax low,
            @Nullable Syntax high) implements Syntax {}

    record Call(Location at, Syntax function, List<Syntax> arguments) implements Syntax {}

    record Unary(Location at, String operator, Syntax operand) implements Syntax {}

    record Binary(Location at, String operator, Syntax left, Syntax right) implements Syntax {}

    record Paren(Location at, Syntax operand) implements Syntax {}

    /** {@code X=value}: the value, known inside itself by a name. */
    record Alias(Location at, String name, Syntax value) implements Syntax {}

    /** What stands between the brackets of a list. */
    sealed interface Element {
        record Item(Syntax value) implements Element {}

        record Each(Declaration.Comprehension comprehension) implements Element {}

        /** {@code ...} or {@code ...T}. */
        record Rest(Location at, @Nullable Syntax value) implements Element {}
    }
}
