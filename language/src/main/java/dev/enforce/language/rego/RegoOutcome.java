package dev.enforce.language.rego;

import dev.enforce.language.rego.value.Value;

/** What the query of a policy comes to. */
public sealed interface RegoOutcome {

    /** A value; whether it means yes is for {@link SigstoreCompliance} to say. */
    record Defined(Value value) implements RegoOutcome {}

    /** No rule holds. */
    record Undefined() implements RegoOutcome {}

    /** There is no answer. Never to be taken for yes. */
    record Failed(Kind kind, String message) implements RegoOutcome {

        /** Why. */
        public enum Kind {
            /** The policy contradicts itself on this input. */
            CONFLICT,
            /** A limit was reached. */
            LIMIT,
            /** The input is no JSON, or beyond the bounds. */
            INPUT
        }
    }
}
