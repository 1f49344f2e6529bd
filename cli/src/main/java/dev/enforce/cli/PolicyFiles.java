package dev.enforce.cli;

import dev.enforce.cli.FileReport.DocumentReport;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and checks files of policies. */
final class PolicyFiles {

    private static final String STANDARD_INPUT = "-";

    private final PolicyCompiler compiler;
    private final InputStream standardInput;

    PolicyFiles(PolicySettings settings, InputStream standardInput) {
        this.compiler = new PolicyCompiler(settings);
        this.standardInput = standardInput;
    }

    List<FileReport> check(List<String> files) {
        return files.stream().map(this::check).toList();
    }

    private FileReport check(String file) {
        try {
            return report(file, PolicyDocuments.read(content(file)));
        } catch (NoSuchFileException | FileNotFoundException e) {
            return FileReport.unreadable(file, "no such file");
        } catch (IOException | InvalidPathException e) {
            return FileReport.unreadable(file, "cannot be read: " + e.getMessage());
        }
    }

    private byte[] content(String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return standardInput.readNBytes(PolicyDocuments.MAX_BYTES + 1);
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException("it is a directory");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(PolicyDocuments.MAX_BYTES + 1);
        }
    }

    private FileReport report(String file, PolicyDocuments.Reading reading) {
        List<DocumentReport> documents = new ArrayList<>();
        int skipped = 0;
        for (DecodedDocument document : reading.documents()) {
            switch (document) {
                case PolicyDocument policy -> documents.add(report("ClusterImagePolicy", policy));
                case TrustRootDocument trustRoot -> documents.add(report("TrustRoot", trustRoot));
                case OtherDocument _ -> skipped++;
            }
        }
        List<PolicyDiagnostic> diagnostics = new ArrayList<>(reading.diagnostics());
        if (documents.isEmpty() && diagnostics.isEmpty()) {
            diagnostics.add(PolicyDiagnostic.error("no ClusterImagePolicy or TrustRoot in it", "", ""));
        }
        return new FileReport(file, "", diagnostics, documents, skipped);
    }

    private DocumentReport report(String kind, DecodedDocument document) {
        List<PolicyDiagnostic> diagnostics = new ArrayList<>(compiler.validateDefaulted(document));
        if (document.name().isEmpty()) {
            diagnostics.add(new PolicyDiagnostic(
                    PolicyDiagnostic.Level.ERROR,
                    "missing field(s)",
                    List.of("metadata.name"),
                    "",
                    "Add a name.",
                    document.line(),
                    1));
        }
        return new DocumentReport(kind, document.name(), diagnostics);
    }
}
