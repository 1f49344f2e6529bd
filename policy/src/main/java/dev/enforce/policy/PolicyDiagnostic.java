package dev.enforce.policy;

import java.util.List;

/**
 * What is wrong with a document, in the exact words that the admission webhook answers.
 *
 * @param message what
 * @param paths field paths that it speaks of, sorted; empty when it speaks of the whole document
 * @param details more of it; empty when there is none
 * @param mend one sentence that says how to put it right; empty when the message says it already
 * @param line of the first field in the file, from 1; 0 when unknown
 * @param column of the first field in the file, from 1; 0 when unknown
 */
public record PolicyDiagnostic(
        Level level, String message, List<String> paths, String details, String mend, int line, int column) {

    /** Errors refuse a document, warnings are only shown. */
    public enum Level {
        ERROR,
        WARNING
    }

    public PolicyDiagnostic {
        paths = List.copyOf(paths);
    }

    /** An error without a place. */
    public static PolicyDiagnostic error(String message, String path, String details) {
        return new PolicyDiagnostic(
                Level.ERROR, message, path.isEmpty() ? List.of() : List.of(path), details, "", 0, 0);
    }

    public boolean isError() {
        return level == Level.ERROR;
    }

    /** {@code <message>: <path>, <path>} and, when there are details, a newline and these. */
    public String text() {
        String head = paths.isEmpty() ? message : message + ": " + String.join(", ", paths);
        return details.isEmpty() ? head : head + "\n" + details;
    }

    /** The texts of the errors, joined as in a denial. */
    public static String errorText(List<PolicyDiagnostic> diagnostics) {
        return String.join(
                "\n",
                diagnostics.stream()
                        .filter(PolicyDiagnostic::isError)
                        .map(PolicyDiagnostic::text)
                        .toList());
    }

    /** The texts of the warnings, one each, for {@code AdmissionResponse.warnings}. */
    public static List<String> warningTexts(List<PolicyDiagnostic> diagnostics) {
        return diagnostics.stream()
                .filter(d -> !d.isError())
                .map(PolicyDiagnostic::text)
                .toList();
    }

    /** Whether any of them is an error. */
    public static boolean anyError(List<PolicyDiagnostic> diagnostics) {
        return diagnostics.stream().anyMatch(PolicyDiagnostic::isError);
    }
}
