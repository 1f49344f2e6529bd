package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import dev.enforce.language.cue.compile.Code.Arc;
import dev.enforce.language.cue.compile.Code.Clause;
import dev.enforce.language.cue.compile.Code.Decl;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.compile.Scope.Meaning;
import dev.enforce.language.cue.syntax.Declaration;
import dev.enforce.language.cue.syntax.Declaration.Label;
import dev.enforce.language.cue.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives structs and comprehensions their scopes. */
final class StructCompiler {

    private final ExpressionCompiler expressions;

    StructCompiler(Imports imports) {
        this.expressions = new ExpressionCompiler(imports, this);
    }

    StructCode compile(Syntax.Struct struct, @Nullable Scope outer) {
        Scope scope = new Scope(outer);
        struct.declarations().forEach(declaration -> declare(declaration, scope));
        List<Decl> decls = new ArrayList<>();
        for (Declaration declaration : struct.declarations()) {
            decls.add(declaration(declaration, scope));
        }
        checkUsed(scope);
        boolean fields = decls.stream().anyMatch(StructCompiler::isField);
        boolean embeds = decls.stream().anyMatch(d -> d instanceof Decl.Embed || d instanceof Decl.Each);
        return new StructCode(struct.at(), List.copyOf(decls), fields, embeds);
    }

    /** Hidden fields and definitions may stand beside an embedded scalar. */
    private static boolean isField(Decl decl) {
        return switch (decl) {
            case Decl.Field field -> Labels.isRegular(field.label());
            case Decl.Computed _, Decl.Pattern _, Decl.Open _ -> true;
            case Decl.Embed _, Decl.Each _, Decl.Let _ -> false;
        };
    }

    private static void declare(Declaration declaration, Scope scope) {
        switch (declaration) {
            case Declaration.Field field -> declareField(field, scope);
            case Declaration.Let let -> {
                if (scope.has(let.name())) {
                    throw Compiler.meaning(
                            let.at(),
                            "cannot have both alias and field with name \"" + let.name() + "\" in same scope");
                }
                scope.put(let.name(), Meaning.LET, let.name());
                scope.mustBeUsed(let.name(), let.at());
            }
            case Declaration.Embedding _, Declaration.Ellipsis _, Declaration.Comprehension _ -> {}
        }
    }

    private static void declareField(Declaration.Field field, Scope scope) {
        if (field.label() instanceof Label.Bare bare) {
            scope.put(bare.name(), Meaning.FIELD, Labels.ofName(bare.name()));
        }
        if (field.alias() == null) {
            return;
        }
        String label = switch (field.label()) {
            case Label.Bare bare -> Labels.ofName(bare.name());
            case Label.Quoted quoted -> quoted.name();
            case Label.Computed _, Label.Pattern _ ->
                throw Compiler.unsupported(field.at(), "alias of a computed field or pattern");
        };
        scope.put(field.alias(), Meaning.FIELD, label);
        scope.mustBeUsed(field.alias(), field.at());
    }

    static void checkUsed(Scope scope) {
        Map.Entry<String, Location> unused = scope.unused();
        if (unused != null) {
            throw Compiler.meaning(unused.getValue(), "unreferenced alias or let clause " + unused.getKey());
        }
    }

    private Decl declaration(Declaration declaration, Scope scope) {
        return switch (declaration) {
            case Declaration.Field field -> field(field, scope);
            case Declaration.Let let -> new Decl.Let(let.name(), expressions.compile(let.value(), scope));
            case Declaration.Embedding embedding -> new Decl.Embed(expressions.compile(embedding.value(), scope));
            case Declaration.Ellipsis ellipsis -> new Decl.Open(ellipsis.at());
            case Declaration.Comprehension comprehension -> {
                List<Clause> clauses = new ArrayList<>();
                StructCode body = comprehension(comprehension, scope, clauses);
                yield new Decl.Each(comprehension.at(), List.copyOf(clauses), body);
            }
        };
    }

    private Decl field(Declaration.Field field, Scope scope) {
        Arc arc = switch (field.presence()) {
            case REGULAR -> Arc.MEMBER;
            case REQUIRED -> Arc.REQUIRED;
            case OPTIONAL -> Arc.OPTIONAL;
        };
        Location at = field.at();
        return switch (field.label()) {
            case Label.Bare bare -> {
                if (bare.name().equals("_")
                        || (bare.name().startsWith("__") && !bare.name().startsWith("__#"))) {
                    throw Compiler.meaning(at, "identifiers starting with '__' are reserved");
                }
                yield new Decl.Field(at, Labels.ofName(bare.name()), arc, expressions.compile(field.value(), scope));
            }
            case Label.Quoted quoted ->
                new Decl.Field(at, quoted.name(), arc, expressions.compile(field.value(), scope));
            case Label.Computed computed ->
                new Decl.Computed(
                        at,
                        expressions.compile(computed.name(), scope),
                        arc,
                        expressions.compile(field.value(), scope));
            case Label.Pattern pattern -> pattern(at, pattern, field.value(), scope);
        };
    }

    private Decl pattern(Location at, Label.Pattern pattern, Syntax value, Scope scope) {
        Code matcher = expressions.compile(pattern.pattern(), scope);
        if (pattern.alias() == null) {
            return new Decl.Pattern(at, null, matcher, expressions.compile(value, scope));
        }
        Scope inner = new Scope(scope);
        inner.put(pattern.alias(), Meaning.BOUND, pattern.alias());
        inner.mustBeUsed(pattern.alias(), at);
        Code code = expressions.compile(value, inner);
        checkUsed(inner);
        return new Decl.Pattern(at, pattern.alias(), matcher, code);
    }

    /** Compiles the clauses into the list and answers the body. */
    StructCode comprehension(Declaration.Comprehension comprehension, Scope outer, List<Clause> clauses) {
        Scope scope = outer;
        List<Scope> opened = new ArrayList<>();
        for (Declaration.Clause clause : comprehension.clauses()) {
            switch (clause) {
                case Declaration.Clause.If condition ->
                    clauses.add(new Clause.If(expressions.compile(condition.condition(), scope)));
                case Declaration.Clause.For each -> {
                    clauses.add(new Clause.For(each.key(), each.value(), expressions.compile(each.source(), scope)));
                    scope = new Scope(scope);
                    if (each.key() != null) {
                        scope.put(each.key(), Meaning.BOUND, each.key());
                    }
                    scope.put(each.value(), Meaning.BOUND, each.value());
                }
                case Declaration.Clause.LetIn let -> {
                    clauses.add(new Clause.LetIn(let.name(), expressions.compile(let.value(), scope)));
                    scope = new Scope(scope);
                    scope.put(let.name(), Meaning.BOUND, let.name());
                    scope.mustBeUsed(let.name(), let.at());
                    opened.add(scope);
                }
            }
        }
        StructCode body = compile(comprehension.body(), scope);
        opened.forEach(StructCompiler::checkUsed);
        return body;
    }
}
