package dev.enforce.testing.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.enforce.policy.ClusterImagePolicyDefaults;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.PolicyDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code catalog/}: policies by category, each with its cases beside it. */
final class CatalogFolder {

    private static final String CASES = ".cases.yaml";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path folder;
    private final Dates dates;

    /** @param now what dates of the cases are relative to */
    CatalogFolder(Instant now) {
        this.folder = find(Path.of("").toAbsolutePath());
        this.dates = new Dates(now);
    }

    private static Path find(Path start) {
        for (Path at = start; at != null; at = at.getParent()) {
            Path candidate = at.resolve("catalog");
            if (Files.isRegularFile(candidate.resolve("titles.txt"))) {
                return candidate;
            }
        }
        throw new IllegalStateException("no folder catalog above " + start);
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    String text(String name) {
        return read(folder.resolve(name));
    }

    /** All policies, by category and name. */
    List<CatalogPolicy> policies() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.toString().endsWith(CASES))
                    .sorted()
                    .map(this::policy)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CatalogPolicy policy(Path file) {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - ".yaml".length());
        String category = file.getParent().getFileName().toString();
        PolicyDocuments.Reading reading = PolicyDocuments.read(read(file));
        if (!reading.diagnostics().isEmpty()) {
            throw new IllegalStateException(file + ": " + reading.diagnostics());
        }
        List<PolicyDocument> found = new ArrayList<>();
        for (DecodedDocument document : reading.documents()) {
            if (document instanceof PolicyDocument policy) {
                found.add(policy);
            }
        }
        if (found.size() != 1) {
            throw new IllegalStateException(file + ": " + found.size() + " policies instead of one");
        }
        return new CatalogPolicy(
                category,
                name,
                found.getFirst().policy().metadata(),
                ClusterImagePolicyDefaults.defaulted(found.getFirst().policy()).spec(),
                reading.documents(),
                cases(file.resolveSibling(name + CASES)));
    }

    private List<CatalogCase> cases(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<CatalogCase> cases = new ArrayList<>();
        for (JsonNode node : tree(dates.expand(read(file)))) {
            cases.add(CatalogCase.of(node, this::sample));
        }
        return cases;
    }

    private JsonNode sample(String name) {
        return tree(dates.expand(read(folder.resolve(name))));
    }

    private static JsonNode tree(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
