package dev.enforce.policy;

/** A predicate policy, ready to evaluate, with what its input must carry. */
public record CompiledPredicate(
        PredicateProgram program,
        boolean fetchConfigFile,
        boolean includeSpec,
        boolean includeObjectMeta,
        boolean includeTypeMeta) {

    /** A policy over nothing but the statement of an attestation. */
    public static CompiledPredicate of(PredicateProgram program) {
        return new CompiledPredicate(program, false, false, false, false);
    }

    /** Its language. */
    public String type() {
        return program.type();
    }

    /** Its text. */
    public String source() {
        return program.source();
    }

    /** Whether its input carries anything of the object that runs the image. */
    public boolean readsObject() {
        return includeSpec || includeObjectMeta;
    }
}
