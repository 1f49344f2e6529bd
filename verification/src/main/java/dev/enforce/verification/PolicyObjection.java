package dev.enforce.verification;

import dev.enforce.model.Diagnostic;
import dev.enforce.model.PinnedReference;
import java.util.List;

/** A policy did not pass: it refused the image, or it could not be evaluated. */
public sealed interface PolicyObjection extends PolicyResult permits PolicyFailure, PolicyError {

    /** The image that was judged. */
    PinnedReference image();

    /** The exact text of each authority that was not met, in the policy's order. */
    List<String> reasons();

    /** All of it in one line: {@code <image> <reason> <reason>}. */
    default String details() {
        StringBuilder text = new StringBuilder(image().name());
        for (String reason : reasons()) {
            text.append(' ').append(reason);
        }
        return text.toString();
    }

    /** {@code failed policy: <name>: <path>} and, on the next line, {@link #details()}. */
    default Diagnostic diagnostic(String path) {
        return new Diagnostic(path, "failed policy: " + policy(), details());
    }

    /**
     * The block that a person reads for this policy.
     *
     * @param path field that holds the image, for instance {@code spec.containers[0].image}; empty when there is none
     */
    default String text(String path) {
        return diagnostic(path).text();
    }
}
