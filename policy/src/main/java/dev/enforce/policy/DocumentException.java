package dev.enforce.policy;

import java.util.List;

/** A text cannot be read as a document at all; never leaves this package. */
final class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    DocumentException(String message, int line, int column) {
        super(message, null, false, false);
        this.line = line;
        this.column = column;
    }

    Places.Place place() {
        return new Places.Place(line, column);
    }

    PolicyDiagnostic diagnostic(int lineOffset) {
        return new PolicyDiagnostic(
                PolicyDiagnostic.Level.ERROR,
                String.valueOf(getMessage()),
                List.of(),
                "",
                "",
                line == 0 ? 0 : line + lineOffset,
                column);
    }
}
