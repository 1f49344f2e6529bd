package dev.enforce.model;

/**
 * The text that a person sees for a failure or a warning, exact and stable, with the place that it speaks of.
 *
 * @param path where: a field path ({@code spec.containers[0].image}); empty when there is none
 * @param message what
 * @param details more of it, possibly several lines; empty when there is none
 */
public record Diagnostic(String path, String message, String details) {

    /** {@code <message>: <path>} and, when there are details, a newline and these. */
    public String text() {
        String head = path.isEmpty() ? message : message + ": " + path;
        return details.isEmpty() ? head : head + "\n" + details;
    }
}
