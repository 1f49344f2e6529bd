package dev.enforce.policy;

/** A predicate policy in source text, with what its input must carry. */
public record CompiledPredicate(
        String type,
        String source,
        boolean fetchConfigFile,
        boolean includeSpec,
        boolean includeObjectMeta,
        boolean includeTypeMeta) {}
