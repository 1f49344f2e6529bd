package dev.enforce.cli;

import dev.enforce.cli.terminal.ExitCode;
import dev.enforce.policy.PolicyDiagnostic;
import java.util.List;

/**
 * What checking one file came to.
 *
 * @param unreadable why it could not be read at all; empty when it could
 * @param diagnostics of the file as a whole
 * @param skipped objects that are neither policies nor trust roots
 */
record FileReport(
        String file,
        String unreadable,
        List<PolicyDiagnostic> diagnostics,
        List<DocumentReport> documents,
        int skipped) {

    /** What checking one document came to. */
    record DocumentReport(String kind, String name, List<PolicyDiagnostic> diagnostics) {

        boolean isValid() {
            return !PolicyDiagnostic.anyError(diagnostics);
        }
    }

    static FileReport unreadable(String file, String why) {
        return new FileReport(file, why, List.of(), List.of(), 0);
    }

    boolean isValid() {
        return unreadable.isEmpty()
                && !PolicyDiagnostic.anyError(diagnostics)
                && documents.stream().allMatch(DocumentReport::isValid);
    }

    static int exitCode(List<FileReport> reports) {
        if (reports.stream().anyMatch(report -> !report.unreadable().isEmpty())) {
            return ExitCode.UNUSABLE;
        }
        return reports.stream().allMatch(FileReport::isValid) ? ExitCode.OK : ExitCode.REFUSED;
    }
}
