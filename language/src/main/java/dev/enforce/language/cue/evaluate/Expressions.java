package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.builtin.FunctionException;
import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BoolValue;
import dev.enforce.language.cue.value.Value.BytesValue;
import dev.enforce.language.cue.value.Value.NumberValue;
import dev.enforce.language.cue.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes expressions. */
final class Expressions {

    private static final int INTERPOLATED = Kind.STRING | Kind.BYTES | Kind.NUMBER | Kind.BOOL;

    private static final int MEASURED = Kind.STRING | Kind.BYTES | Kind.LIST | Kind.STRUCT;

    private final Evaluator evaluator;

    Expressions(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    Term term(@Nullable Env env, Code code, Vertex at) {
        return switch (code) {
            case Code.Literal literal -> new Term.Scalar(literal.value());
            case Code.Type type -> new Term.Type(type.kinds());
            case Code.FieldRef _, Code.Bound _, Code.LetRef _, Code.Select _, Code.Index _ ->
                evaluator.value(evaluator.resolve(env, code, at));
            case Code.StructCode _, Code.ListCode _, Code.Both _, Code.Either _, Code.Named _ ->
                evaluator.value(evaluator.anonymous(env, code, at));
            case Code.Slice slice -> slice(env, slice, at);
            case Code.Interpolation i -> interpolation(env, i, at);
            case Code.Unary unary ->
                scalar(Operators.unary(unary.operator(), evaluator.concrete(env, unary.operand(), at), at));
            case Code.Binary binary -> scalar(binary(env, binary, at));
            case Code.Limit limit ->
                new Term.Limit(
                        limit.operator(),
                        Operators.bound(limit.operator(), evaluator.concrete(env, limit.operand(), at), at));
            case Code.Defined defined -> scalar(Value.of(isDefined(env, defined.operand(), at) == defined.wanted()));
            case Code.Call call -> call(env, call, at);
            case Code.CoreCall call -> core(env, call, at);
            case Code.Fail fail -> throw FaultException.conflict(at, fail.message());
        };
    }

    private static Term scalar(Value value) {
        return new Term.Scalar(value);
    }

    private Term composite(Value value, Vertex at) {
        return switch (value) {
            case Value.ListValue _, Value.StructValue _ -> evaluator.value(evaluator.given(value, at));
            case Value other -> new Term.Scalar(other);
        };
    }

    private Value binary(@Nullable Env env, Code.Binary binary, Vertex at) {
        boolean logic = binary.operator().equals("&&") || binary.operator().equals("||");
        Value left =
                logic ? ofKind(env, binary.left(), at, Kind.BOOL, binary.operator()) : operand(env, binary.left(), at);
        if (logic
                && left instanceof BoolValue(boolean value)
                && value == binary.operator().equals("||")) {
            return left;
        }
        Value right = logic
                ? ofKind(env, binary.right(), at, Kind.BOOL, binary.operator())
                : operand(env, binary.right(), at);
        Value result = Operators.binary(binary.operator(), left, right, at);
        if (result instanceof StringValue(String text)) {
            evaluator.budget.checkText(text.length());
        }
        return result;
    }

    private Value operand(@Nullable Env env, Code operand, Vertex at) {
        try {
            return evaluator.concrete(env, operand, at);
        } catch (FaultException e) {
            throw e.fault().refuses()
                    ? e
                    : FaultException.incomplete(e.fault().issues().getFirst().text());
        }
    }

    /** Concrete and of one of the kinds; what can never be of them is a conflict even before it is concrete. */
    Value ofKind(@Nullable Env env, Code code, Vertex at, int kinds, String use) {
        Term term = evaluator.term(env, code, at);
        if ((Kinds.of(term) & kinds) == 0) {
            throw FaultException.conflict(
                    at,
                    "invalid operand %s (type %s) for %s"
                            .formatted(Format.anything(term), Kind.name(Kinds.of(term)), use));
        }
        return DataOf.concrete(evaluator, term);
    }

    private boolean isDefined(@Nullable Env env, Code operand, Vertex at) {
        boolean askedOfItself = false;
        try {
            Term term = evaluator.term(env, operand, at);
            if (!(term instanceof Vertex vertex)) {
                return true;
            }
            if (vertex.state == Vertex.State.EXPANDING) {
                askedOfItself = true;
            } else {
                return evaluator.refusal(vertex, true) == null;
            }
        } catch (FaultException e) {
            return false;
        }
        if (askedOfItself) {
            throw FaultException.cycle();
        }
        return true;
    }

    private Term interpolation(@Nullable Env env, Code.Interpolation interpolation, Vertex at) {
        StringBuilder text = new StringBuilder();
        for (Code part : interpolation.parts()) {
            Value value = ofKind(env, part, at, INTERPOLATED, "string interpolation");
            switch (value) {
                case StringValue(String string) -> text.append(string);
                case BytesValue bytes ->
                    text.append(new String(bytes.bytes(), java.nio.charset.StandardCharsets.UTF_8));
                case NumberValue _, BoolValue _ -> text.append(Format.value(value));
                case Value other ->
                    throw FaultException.conflict(
                            at,
                            "invalid interpolation: cannot use " + Format.value(other) + " (type "
                                    + Kind.name(other.kind()) + ") as type (bool|string|bytes|number)");
            }
            evaluator.budget.checkText(text.length());
        }
        return interpolation.bytes()
                ? scalar(BytesValue.of(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                : scalar(Value.of(text.toString()));
    }

    private Term slice(@Nullable Env env, Code.Slice slice, Vertex at) {
        Value low = slice.low() == null ? NumberValue.of(0) : evaluator.concrete(env, slice.low(), at);
        Value high = slice.high() == null ? null : evaluator.concrete(env, slice.high(), at);
        Value operand = evaluator.concrete(env, slice.operand(), at);
        return composite(Operators.slice(operand, low, high, at), at);
    }

    private Term call(@Nullable Env env, Code.Call call, Vertex at) {
        List<Integer> parameters = call.function().parameters();
        boolean asCheck = call.arguments().size() < parameters.size();
        int skipped = asCheck ? 1 : 0;
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            Term term = evaluator.term(env, call.arguments().get(i), at);
            int wanted = parameters.get(i + skipped);
            if ((Kinds.of(term) & wanted) == 0) {
                throw FaultException.conflict(
                        at,
                        "cannot use %s (type %s) as %s in argument %d to %s"
                                .formatted(
                                        Format.anything(term),
                                        Kind.name(Kinds.of(term)),
                                        Kind.name(wanted),
                                        i + 1 + skipped,
                                        call.function().name()));
            }
            arguments.add(DataOf.concrete(evaluator, term));
        }
        if (asCheck) {
            return new Term.Check(call.function(), List.copyOf(arguments));
        }
        try {
            return composite(call.function().body().apply(arguments), at);
        } catch (FunctionException e) {
            throw FaultException.conflict(
                    at, "error in call to " + call.function().name() + ": " + e.text());
        }
    }

    private Term core(@Nullable Env env, Code.CoreCall call, Vertex at) {
        return switch (call.core()) {
            case LEN -> scalar(length(env, call, at));
            case DIV, MOD, QUO, REM ->
                scalar(Operators.divide(
                        call.core(),
                        evaluator.concrete(env, call.arguments().get(0), at),
                        evaluator.concrete(env, call.arguments().get(1), at),
                        at));
            case CLOSE, AND, OR -> evaluator.value(evaluator.anonymous(env, call, at));
        };
    }

    private Value length(@Nullable Env env, Code.CoreCall call, Vertex at) {
        Term term = evaluator.term(env, call.arguments().getFirst(), at);
        return switch (term) {
            case Term.Scalar(StringValue(String text)) ->
                NumberValue.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
            case Term.Scalar(BytesValue(String bytes)) -> NumberValue.of(bytes.length());
            case Vertex list
            when list.list && list.openList && !list.elements.isEmpty() -> NumberValue.of(list.elements.size());
            case Vertex list when list.list -> NumberValue.of(list.elements.size());
            case Vertex struct
            when struct.struct ->
                NumberValue.of(
                        ((Value.StructValue) evaluator.loose(struct)).fields().size());
            case Term other
            when (Kinds.of(other) & MEASURED) == 0 ->
                throw FaultException.conflict(at, "invalid argument type " + Kind.name(Kinds.of(other)));
            case Term _ -> throw FaultException.incomplete("incomplete argument " + Format.anything(term));
        };
    }
}
