package dev.enforce.policy;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.cue.CuePolicy;
import dev.enforce.language.rego.RegoPolicy;
import dev.enforce.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text of a predicate policy, compiled by the engine of its language. Immutable; equal when the texts are. */
public sealed interface PredicateProgram {

    /** The language, as policies name it. */
    String type();

    /** The text. */
    String source();

    /** Whether it gives the same answer to the same document at any time. */
    boolean isTimeless();

    /** A program in Rego. */
    record Rego(String source, RegoPolicy policy) implements PredicateProgram {
        @Override
        public String type() {
            return "rego";
        }

        @Override
        public boolean isTimeless() {
            return policy.deterministic();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rego rego && rego.source.equals(source);
        }

        @Override
        public int hashCode() {
            return source.hashCode();
        }
    }

    /** A program in CUE. */
    record Cue(String source, CuePolicy policy) implements PredicateProgram {
        @Override
        public String type() {
            return "cue";
        }

        @Override
        public boolean isTimeless() {
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Cue cue && cue.source.equals(source);
        }

        @Override
        public int hashCode() {
            return source.hashCode();
        }
    }

    /** SHA-256 over language and text. */
    default Digest hash() {
        return Digest.sha256((type() + "\n" + source()).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Compiles a text; empty when no engine here knows the language.
     *
     * @throws PolicyTextException with line and column, if the text cannot be used
     */
    static Optional<PredicateProgram> compile(String type, String source) {
        return switch (type) {
            case "cue" -> Optional.of(new Cue(source, CuePolicy.compile(source)));
            case "rego" -> Optional.of(new Rego(source, RegoPolicy.compile(source)));
            default -> Optional.empty();
        };
    }
}
