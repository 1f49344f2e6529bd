package dev.enforce.policy;

import java.util.Map;

/** Gives a compiler what references point to. */
@FunctionalInterface
public interface ReferenceResolver {

    /** Resolves nothing: for policies that stand alone. */
    ReferenceResolver NONE = reference -> new Missing("is not available here");

    Resolution resolve(Reference reference);

    /** What a reference points to. */
    sealed interface Resolution {}

    /** The entries of the Secret, by key, decoded from base64. */
    record Found(Map<String, byte[]> data) implements Resolution {

        public Found {
            data = Map.copyOf(data);
        }

        @Override
        public String toString() {
            return "Found" + data.keySet();
        }
    }

    /** It does not exist or cannot be read; the reason ends a sentence that names it. */
    record Missing(String reason) implements Resolution {}
}
