package dev.enforce.policy;

import org.jspecify.annotations.Nullable;

/**
 * One attestation that an authority wants.
 *
 * @param writtenType predicate type as written: an URI or one of the short names
 * @param predicateType the type that a statement must carry, exactly
 * @param predicate policy over the statement; null when the attestation need only exist
 */
public record CompiledAttestation(
        String name,
        String writtenType,
        String predicateType,
        @Nullable CompiledPredicate predicate) {

    /** An attestation whose type is resolved from what is written. */
    public static CompiledAttestation of(String name, String writtenType, @Nullable CompiledPredicate predicate) {
        return new CompiledAttestation(name, writtenType, PredicateTypes.resolve(writtenType), predicate);
    }
}
