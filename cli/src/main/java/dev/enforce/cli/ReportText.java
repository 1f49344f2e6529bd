package dev.enforce.cli;

import dev.enforce.cli.FileReport.DocumentReport;
import dev.enforce.policy.PolicyDiagnostic;
import java.io.PrintStream;
import java.util.List;

/** Writes reports for people and for editors that know {@code file:line:column: …}. */
final class ReportText {

    private ReportText() {}

    static void write(List<FileReport> reports, PrintStream out) {
        for (FileReport report : reports) {
            String file = report.file().equals("-") ? "<stdin>" : report.file();
            if (!report.unreadable().isEmpty()) {
                out.println(file + ": error: " + report.unreadable());
            }
            report.diagnostics().forEach(diagnostic -> write(file, diagnostic, out));
            for (DocumentReport document : report.documents()) {
                document.diagnostics().forEach(diagnostic -> write(file, diagnostic, out));
                out.println(file + ": " + document.kind() + " " + shown(document.name()) + " "
                        + (document.isValid() ? "is valid" : "is not valid") + counts(document.diagnostics()));
            }
            if (report.skipped() > 0) {
                out.println(file + ": " + report.skipped() + " other " + (report.skipped() == 1 ? "object" : "objects")
                        + " not looked at");
            }
        }
    }

    private static void write(String file, PolicyDiagnostic diagnostic, PrintStream out) {
        String place = diagnostic.line() == 0 ? "" : ":" + diagnostic.line() + ":" + diagnostic.column();
        String level = diagnostic.isError() ? "error" : "warning";
        out.println(file + place + ": " + level + ": "
                + diagnostic.text().stripTrailing().replace("\n", "\n    "));
        if (!diagnostic.mend().isEmpty()) {
            out.println("    > " + diagnostic.mend());
        }
    }

    private static String counts(List<PolicyDiagnostic> diagnostics) {
        long errors = diagnostics.stream().filter(PolicyDiagnostic::isError).count();
        long warnings = diagnostics.size() - errors;
        String text = (errors == 0 ? "" : errors + (errors == 1 ? " error" : " errors"))
                + (errors > 0 && warnings > 0 ? ", " : "")
                + (warnings == 0 ? "" : warnings + (warnings == 1 ? " warning" : " warnings"));
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private static String shown(String name) {
        return name.isEmpty() ? "without a name" : "\"" + name + "\"";
    }
}
