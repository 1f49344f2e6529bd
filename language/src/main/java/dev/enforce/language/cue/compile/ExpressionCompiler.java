package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import dev.enforce.language.cue.builtin.Function;
import dev.enforce.language.cue.builtin.Packages;
import dev.enforce.language.cue.builtin.TimePackage;
import dev.enforce.language.cue.compile.Code.Choice;
import dev.enforce.language.cue.compile.Code.Clause;
import dev.enforce.language.cue.compile.Code.Element;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.compile.Scope.Meaning;
import dev.enforce.language.cue.syntax.Syntax;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BytesValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves the references of expressions. */
final class ExpressionCompiler {

    private final Imports imports;
    private final StructCompiler structs;

    ExpressionCompiler(Imports imports, StructCompiler structs) {
        this.imports = imports;
        this.structs = structs;
    }

    Code compile(Syntax syntax, Scope scope) {
        return switch (syntax) {
            case Syntax.Name name -> name(name, scope);
            case Syntax.Text text -> new Code.Literal(text.at(), new StringValue(text.value()));
            case Syntax.Bytes bytes -> new Code.Literal(bytes.at(), new BytesValue(bytes.value()));
            case Syntax.Number n -> new Code.Literal(n.at(), new NumberValue(n.value(), n.integer()));
            case Syntax.Interpolation i -> new Code.Interpolation(i.at(), compileAll(i.parts(), scope), i.bytes());
            case Syntax.Bottom bottom -> throw Compiler.meaning(bottom.at(), "explicit error (_|_ literal) in source");
            case Syntax.Struct struct -> structs.compile(struct, scope);
            case Syntax.ListOf list -> list(list, scope);
            case Syntax.Select select -> select(select, scope);
            case Syntax.Index i -> new Code.Index(i.at(), compile(i.operand(), scope), compile(i.index(), scope));
            case Syntax.Slice s ->
                new Code.Slice(
                        s.at(), compile(s.operand(), scope), optional(s.low(), scope), optional(s.high(), scope));
            case Syntax.Call call -> call(call, scope);
            case Syntax.Unary unary -> unary(unary, scope);
            case Syntax.Binary binary -> binary(binary, scope);
            case Syntax.Paren paren -> compile(paren.operand(), scope);
            case Syntax.Alias alias -> alias(alias, scope);
        };
    }

    private @Nullable Code optional(@Nullable Syntax syntax, Scope scope) {
        return syntax == null ? null : compile(syntax, scope);
    }

    private List<Code> compileAll(List<Syntax> all, Scope scope) {
        return all.stream().map(one -> compile(one, scope)).toList();
    }

    private Code name(Syntax.Name name, Scope scope) {
        Code reference = reference(name, scope);
        if (reference != null) {
            return reference;
        }
        if (imports.path(name.name()) != null) {
            throw Compiler.meaning(name.at(), "imported package \"" + name.name() + "\" used as a value");
        }
        Code predeclared = Predeclared.value(name.name(), name.at());
        if (predeclared != null) {
            return predeclared;
        }
        if (Predeclared.isRefused(name.name())) {
            throw Compiler.unsupported(name.at(), name.name());
        }
        if (Predeclared.core(name.name()) != null) {
            throw Compiler.unsupported(name.at(), name.name() + " without a call");
        }
        throw Compiler.meaning(name.at(), "reference \"" + name.name() + "\" not found");
    }

    private static @Nullable Code reference(Syntax.Name name, Scope from) {
        int up = 0;
        for (Scope scope = from; scope != null; scope = scope.outer()) {
            Scope.Found found = scope.use(name.name());
            if (found != null) {
                return switch (found.meaning()) {
                    case FIELD -> new Code.FieldRef(name.at(), up, found.label());
                    case LET -> new Code.LetRef(name.at(), up, found.label());
                    case BOUND -> new Code.Bound(name.at(), up, found.label());
                };
            }
            up++;
        }
        return null;
    }

    private Code select(Syntax.Select select, Scope scope) {
        Function function = function(select, scope);
        if (function != null) {
            if (!function.validator() || function.parameters().size() != 1) {
                throw Compiler.unsupported(select.at(), function.name() + " without a call");
            }
            return new Code.Call(select.at(), function, List.of());
        }
        Code constant = constant(select, scope);
        return constant != null
                ? constant
                : new Code.Select(select.at(), compile(select.operand(), scope), Labels.ofName(select.label()));
    }

    private @Nullable String packageOf(Syntax.Select select, Scope scope) {
        return select.operand() instanceof Syntax.Name name && reference(name, scope) == null
                ? imports.path(name.name())
                : null;
    }

    private @Nullable Code constant(Syntax.Select select, Scope scope) {
        String path = packageOf(select, scope);
        if (path == null) {
            return null;
        }
        Value value = Packages.constant(path, select.label());
        if (value == null) {
            throw Compiler.unsupported(select.at(), path + "." + select.label());
        }
        return new Code.Literal(select.at(), value);
    }

    private @Nullable Function function(Syntax.Select select, Scope scope) {
        String path = packageOf(select, scope);
        return path == null ? null : Packages.function(path, select.label());
    }

    private Code call(Syntax.Call call, Scope scope) {
        Location at = call.at();
        if (call.function() instanceof Syntax.Select select) {
            Function function = function(select, scope);
            if (function != null) {
                return checked(new Code.Call(at, function, compileAll(call.arguments(), scope)));
            }
            if (packageOf(select, scope) != null) {
                throw Compiler.unsupported(select.at(), packageOf(select, scope) + "." + select.label());
            }
        }
        if (call.function() instanceof Syntax.Name name && reference(name, scope) == null) {
            Code.Core core = Predeclared.core(name.name());
            if (core != null) {
                int wanted = Predeclared.arity(core);
                if (call.arguments().size() != wanted) {
                    return new Code.Fail(
                            at,
                            (call.arguments().size() > wanted ? "too many" : "not enough")
                                    + " arguments in call to " + name.name() + " (have "
                                    + call.arguments().size()
                                    + ", want " + wanted + ")");
                }
                return new Code.CoreCall(at, core, compileAll(call.arguments(), scope));
            }
            name(name, scope);
        }
        throw Compiler.unsupported(at, "call of something that is not a function");
    }

    private static Code checked(Code.Call call) {
        int have = call.arguments().size();
        int want = call.function().parameters().size();
        boolean asValidator = call.function().validator() && have == want - 1;
        if (have != want && !asValidator) {
            return new Code.Fail(
                    call.at(),
                    (have > want ? "too many" : "not enough") + " arguments in call to "
                            + call.function().name() + " (have " + have + ", want " + want + ")");
        }
        boolean parse = call.function().name().equals("time.Parse");
        if (parse && !isKnownLayout(call.arguments().getFirst())) {
            throw Compiler.unsupported(
                    call.at(), "time.Parse with a layout other than time.RFC3339, RFC3339Nano and RFC3339Date");
        }
        return call;
    }

    private static boolean isKnownLayout(Code layout) {
        return layout instanceof Code.Literal literal
                && literal.value() instanceof StringValue text
                && TimePackage.isLayout(text.value());
    }

    private Code unary(Syntax.Unary unary, Scope scope) {
        Code operand = compile(unary.operand(), scope);
        return switch (unary.operator()) {
            case "<", "<=", ">", ">=", "!=", "=~", "!~" -> new Code.Limit(unary.at(), unary.operator(), operand);
            case "==" -> throw Compiler.unsupported(unary.at(), "unary ==");
            case "*" -> throw Compiler.meaning(unary.at(), "preference mark not allowed at this position");
            default -> new Code.Unary(unary.at(), unary.operator(), operand);
        };
    }

    private Code binary(Syntax.Binary binary, Scope scope) {
        Location at = binary.at();
        if (binary.operator().equals("|")) {
            List<Choice> choices = new ArrayList<>();
            collect(binary, scope, choices);
            return new Code.Either(at, List.copyOf(choices), choices.stream().anyMatch(Choice::preferred));
        }
        boolean comparison = binary.operator().equals("==") || binary.operator().equals("!=");
        if (comparison && binary.right() instanceof Syntax.Bottom) {
            return new Code.Defined(
                    at, compile(binary.left(), scope), binary.operator().equals("!="));
        }
        if (comparison && binary.left() instanceof Syntax.Bottom) {
            return new Code.Defined(
                    at, compile(binary.right(), scope), binary.operator().equals("!="));
        }
        Code left = compile(binary.left(), scope);
        Code right = compile(binary.right(), scope);
        if (!binary.operator().equals("&")) {
            checkOperand(left, binary.operator());
            checkOperand(right, binary.operator());
        }
        return binary.operator().equals("&")
                ? new Code.Both(at, left, right)
                : new Code.Binary(at, binary.operator(), left, right);
    }

    private static void checkOperand(Code operand, String operator) {
        if (operand instanceof Code.Type || operand instanceof Code.Limit) {
            throw Compiler.meaning(operand.at(), "invalid operand ('" + operator + "' requires concrete value)");
        }
    }

    private void collect(Syntax syntax, Scope scope, List<Choice> choices) {
        if (syntax instanceof Syntax.Binary binary && binary.operator().equals("|")) {
            collect(binary.left(), scope, choices);
            collect(binary.right(), scope, choices);
        } else if (syntax instanceof Syntax.Unary unary && unary.operator().equals("*")) {
            choices.add(new Choice(compile(unary.operand(), scope), true));
        } else {
            choices.add(new Choice(compile(syntax, scope), false));
        }
    }

    private Code alias(Syntax.Alias alias, Scope scope) {
        Scope inner = new Scope(scope);
        inner.put(alias.name(), Meaning.BOUND, alias.name());
        inner.mustBeUsed(alias.name(), alias.at());
        Code value = compile(alias.value(), inner);
        StructCompiler.checkUsed(inner);
        return new Code.Named(alias.at(), alias.name(), value);
    }

    private Code list(Syntax.ListOf list, Scope scope) {
        List<Element> elements = new ArrayList<>();
        for (Syntax.Element element : list.elements()) {
            elements.add(
                    switch (element) {
                        case Syntax.Element.Item item -> new Element.Item(compile(item.value(), scope));
                        case Syntax.Element.Rest rest -> new Element.Rest(optional(rest.value(), scope));
                        case Syntax.Element.Each each -> {
                            List<Clause> clauses = new ArrayList<>();
                            StructCode body = structs.comprehension(each.comprehension(), scope, clauses);
                            yield new Element.Each(List.copyOf(clauses), body);
                        }
                    });
        }
        for (int i = 0; i < elements.size() - 1; i++) {
            if (elements.get(i) instanceof Element.Rest) {
                throw Compiler.meaning(
                        list.at(), "expected ']', found ',': ellipsis must be the last element of a list");
            }
        }
        return new Code.ListCode(list.at(), List.copyOf(elements));
    }
}
