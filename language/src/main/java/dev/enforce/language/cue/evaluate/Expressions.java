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
        Value left = operand(env, binary.left(), at);
        boolean logic = binary.operator().equals("&&") || binary.operator().equals("||");
        if (logic
                && left instanceof BoolValue(boolean value)
                && value == binary.operator().equals("||")) {
            return left;
        }
        Value right = operand(env, binary.right(), at);
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

    private boolean isDefined(@Nullable Env env, Code operand, Vertex at) {
        try {
            Term term = evaluator.term(env, operand, at);
            return !(term instanceof Vertex vertex) || evaluator.refusal(vertex, true) == null;
        } catch (FaultException e) {
            return false;
        }
    }

    private Term interpolation(@Nullable Env env, Code.Interpolation interpolation, Vertex at) {
        StringBuilder text = new StringBuilder();
        for (Code part : interpolation.parts()) {
            Value value = evaluator.concrete(env, part, at);
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
            Value value = argument(env, call, i, at);
            int wanted = parameters.get(i + skipped);
            if ((value.kind() & wanted) == 0) {
                throw FaultException.conflict(
                        at,
                        "cannot use %s (type %s) as %s in argument %d to %s"
                                .formatted(
                                        Format.value(value),
                                        Kind.name(value.kind()),
                                        Kind.name(wanted),
                                        i + 1 + skipped,
                                        call.function().name()));
            }
            arguments.add(value);
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

    private Value argument(@Nullable Env env, Code.Call call, int index, Vertex at) {
        Term term = evaluator.term(env, call.arguments().get(index), at);
        Value value = DataOf.concrete(evaluator, term);
        evaluator.budget.step();
        return value;
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
            case Term.Scalar(Value other) ->
                throw FaultException.conflict(at, "invalid argument type " + Kind.name(other.kind()));
            case Vertex _, Term.Type _, Term.Limit _, Term.Check _, Term.All _ ->
                throw FaultException.incomplete("incomplete argument " + Format.anything(term));
        };
    }
}
