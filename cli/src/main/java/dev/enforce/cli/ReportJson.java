package dev.enforce.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.PolicyDiagnostic;
import java.io.PrintStream;
import java.util.List;

/** Writes reports for programs: one JSON object. */
final class ReportJson {

    private ReportJson() {}

    static void write(List<FileReport> reports, PrintStream out) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("valid", reports.stream().allMatch(FileReport::isValid));
        ArrayNode files = json.putArray("files");
        for (FileReport report : reports) {
            ObjectNode file = files.addObject();
            file.put("file", report.file());
            file.put("valid", report.isValid());
            if (!report.unreadable().isEmpty()) {
                file.put("unreadable", report.unreadable());
            }
            diagnostics(report.diagnostics(), file);
            ArrayNode documents = file.putArray("documents");
            report.documents().forEach(document -> {
                ObjectNode object = documents.addObject();
                object.put("kind", document.kind());
                object.put("name", document.name());
                object.put("valid", document.isValid());
                diagnostics(document.diagnostics(), object);
            });
            file.put("skipped", report.skipped());
        }
        out.println(json.toPrettyString());
    }

    private static void diagnostics(List<PolicyDiagnostic> diagnostics, ObjectNode json) {
        ArrayNode array = json.putArray("diagnostics");
        for (PolicyDiagnostic diagnostic : diagnostics) {
            ObjectNode object = array.addObject();
            object.put("level", diagnostic.isError() ? "error" : "warning");
            object.put("message", diagnostic.message());
            ArrayNode paths = object.putArray("paths");
            diagnostic.paths().forEach(paths::add);
            object.put("details", diagnostic.details());
            object.put("mend", diagnostic.mend());
            object.put("text", diagnostic.text());
            object.put("line", diagnostic.line());
            object.put("column", diagnostic.column());
        }
    }
}
