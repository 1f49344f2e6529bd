package dev.enforce.policy;

import org.jspecify.annotations.Nullable;

/** {@code ctlog} of an authority. Present but with neither part, it switches the transparency log off. */
public record TransparencyLogUse(
        @Nullable String url, @Nullable String trustRootRef) {}
