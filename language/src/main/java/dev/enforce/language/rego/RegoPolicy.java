package dev.enforce.language.rego;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.compile.RegoCompiler;
import dev.enforce.language.rego.evaluate.Program;
import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.limit.RegoLimits;
import dev.enforce.language.rego.syntax.Module;
import dev.enforce.language.rego.syntax.ModuleParser;
import dev.enforce.language.rego.value.JsonReader;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.Value;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A policy in Rego whose query is {@code data.sigstore.isCompliant}. Immutable; may be evaluated by many threads. */
public final class RegoPolicy {

    private static final List<String> QUERY = List.of("sigstore", "isCompliant");

    private final Program program;

    private RegoPolicy(Program program) {
        this.program = program;
    }

    /**
     * Compiles a policy of version 0, or of version 1 where it imports {@code rego.v1}.
     *
     * @throws PolicyTextException with line and column: SYNTAX, MEANING, UNSUPPORTED for what OPA has and this engine has
     *     not, LIMIT
     */
    public static RegoPolicy compile(String text) {
        return compile(text, false);
    }

    /**
     * Compiles a policy.
     *
     * @param version1 whether the text is of version 1 without saying so
     */
    public static RegoPolicy compile(String text, boolean version1) {
        try {
            Module module = ModuleParser.parse(text, version1);
            return new RegoPolicy(RegoCompiler.compile(List.of(module)));
        } catch (StackOverflowError deep) {
            throw new PolicyTextException(Code.LIMIT, new Location(1, 1), "nested too deeply");
        }
    }

    /** Whether the outcome depends on policy and input alone, so that it can be kept; the clock makes the difference. */
    public boolean deterministic() {
        return program.pure();
    }

    public RegoOutcome evaluate(Value input, RegoLimits limits, InstantSource clock) {
        try {
            Optional<Value> value = program.evaluate(QUERY, input, ObjectValue.EMPTY, limits, clock::instant);
            return value.<RegoOutcome>map(RegoOutcome.Defined::new).orElseGet(RegoOutcome.Undefined::new);
        } catch (RegoException e) {
            return new RegoOutcome.Failed(
                    switch (e.kind()) {
                        case CONFLICT -> RegoOutcome.Failed.Kind.CONFLICT;
                        case LIMIT -> RegoOutcome.Failed.Kind.LIMIT;
                    },
                    String.valueOf(e.getMessage()));
        }
    }

    /** Evaluates with a JSON document as input. */
    public RegoOutcome evaluate(byte[] json, RegoLimits limits, InstantSource clock) {
        Optional<Value> input = JsonReader.read(json);
        if (input.isEmpty()) {
            return new RegoOutcome.Failed(
                    RegoOutcome.Failed.Kind.INPUT, "the input is no JSON document within the bounds");
        }
        return evaluate(input.get(), limits, clock);
    }
}
