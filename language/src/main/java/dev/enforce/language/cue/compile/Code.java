package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import dev.enforce.language.cue.builtin.Function;
import dev.enforce.language.cue.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression whose references are resolved: each counts the scopes between itself and the one that it means.
 *
 * <p>Nodes are compared by identity, since an evaluation asks whether it has met the same place before.
 */
public sealed interface Code {

    Location at();

    record Literal(Location at, Value value) implements Code {}

    /** A basic type, or a set of them. */
    record Type(Location at, int kinds) implements Code {}

    /** {@code label} in the struct {@code up} scopes outwards. */
    record FieldRef(Location at, int up, String label) implements Code {}

    /** What a clause or an alias bound, {@code up} scopes outwards. */
    record Bound(Location at, int up, String name) implements Code {}

    record LetRef(Location at, int up, String name) implements Code {}

    record Select(Location at, Code operand, String label) implements Code {}

    record Index(Location at, Code operand, Code index) implements Code {}

    record Slice(
            Location at,
            Code operand,
            @Nullable Code low,
            @Nullable Code high) implements Code {}

    record Interpolation(Location at, List<Code> parts, boolean bytes) implements Code {}

    record Unary(Location at, String operator, Code operand) implements Code {}

    record Binary(Location at, String operator, Code left, Code right) implements Code {}

    /** {@code left & right}. */
    record Both(Location at, Code left, Code right) implements Code {}

    /** {@code a | *b}. */
    record Either(Location at, List<Choice> choices, boolean marked) implements Code {}

    record Choice(Code code, boolean preferred) {}

    /** {@code <5}, {@code =~"x"}. */
    record Limit(Location at, String operator, Code operand) implements Code {}

    /** {@code x == _|_} and {@code x != _|_}. */
    record Defined(Location at, Code operand, boolean wanted) implements Code {}

    record Call(Location at, Function function, List<Code> arguments) implements Code {}

    /** A function of the language itself. */
    record CoreCall(Location at, Core core, List<Code> arguments) implements Code {}

    record Fail(Location at, String message) implements Code {}

    record Named(Location at, String name, Code value) implements Code {}

    record ListCode(Location at, List<Element> elements) implements Code {}

    /**
     * @param fields whether a field is declared, which makes it a struct whatever is embedded
     * @param embeds whether something is embedded, which then shares what it allows with this struct
     */
    record StructCode(Location at, List<Decl> decls, boolean fields, boolean embeds) implements Code {}

    /** Functions that need more than plain values. */
    enum Core {
        LEN,
        CLOSE,
        AND,
        OR,
        DIV,
        MOD,
        QUO,
        REM
    }

    /** What a list holds. */
    sealed interface Element {
        record Item(Code code) implements Element {}

        record Each(List<Clause> clauses, StructCode body) implements Element {}

        record Rest(@Nullable Code code) implements Element {}
    }

    /** What a struct holds. */
    sealed interface Decl {
        record Field(Location at, String label, Arc arc, Code value) implements Decl {}

        record Computed(Location at, Code label, Arc arc, Code value) implements Decl {}

        record Pattern(Location at, @Nullable String alias, Code pattern, Code value) implements Decl {}

        record Open(Location at) implements Decl {}

        record Embed(Code code) implements Decl {}

        record Each(Location at, List<Clause> clauses, StructCode body) implements Decl {}

        record Let(String name, Code value) implements Decl {}
    }

    /** Whether a field is there, must be there or may be there. The stronger comes first. */
    enum Arc {
        MEMBER,
        REQUIRED,
        OPTIONAL
    }

    /** A step of a comprehension; each but {@code if} opens a scope. */
    sealed interface Clause {
        record For(@Nullable String key, String value, Code source) implements Clause {}

        record If(Code condition) implements Clause {}

        record LetIn(String name, Code value) implements Clause {}
    }
}
