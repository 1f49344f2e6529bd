package dev.enforce.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.DecodedDocument.Origin;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads policies and trust roots, strictly and within bounds: 1 MiB, 64 levels, 50,000 values, 256 documents.
 *
 * <p>Nothing is thrown for what a text holds: a document that cannot be read becomes a diagnostic, and the others are
 * read nevertheless.
 */
public final class PolicyDocuments {

    /** Longest text in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DOCUMENTS = 256;

    private PolicyDocuments() {}

    /**
     * What a text holds.
     *
     * @param documents those that could be read, in order
     * @param diagnostics of the parts that could not; each document carries its own besides
     */
    public record Reading(List<DecodedDocument> documents, List<PolicyDiagnostic> diagnostics) {

        public Reading {
            documents = List.copyOf(documents);
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /** Reads YAML or JSON in UTF-8. */
    public static Reading read(byte[] content) {
        if (content.length > MAX_BYTES) {
            return unreadable("the text is longer than " + MAX_BYTES + " bytes");
        }
        try {
            return readText(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            return unreadable("the text is not UTF-8");
        }
    }

    /** Reads YAML or JSON. */
    public static Reading read(String text) {
        return text.length() > MAX_BYTES
                ? unreadable("the text is longer than " + MAX_BYTES + " bytes")
                : readText(text);
    }

    /** Decodes a tree that was parsed elsewhere, for instance the object of an admission review. */
    public static Reading decode(JsonNode tree) {
        List<DecodedDocument> documents = new ArrayList<>();
        List<PolicyDiagnostic> diagnostics = new ArrayList<>();
        if (tree instanceof ObjectNode object) {
            add(new DocumentTree(object, new Places()), documents, diagnostics);
        } else {
            diagnostics.add(PolicyDiagnostic.error("a document must be an object", "", ""));
        }
        return new Reading(documents, diagnostics);
    }

    private static Reading readText(String withMark) {
        String text = withMark.startsWith("\uFEFF") ? withMark.substring(1) : withMark;
        List<DecodedDocument> documents = new ArrayList<>();
        List<PolicyDiagnostic> diagnostics = new ArrayList<>();
        for (DocumentTree tree : trees(text, diagnostics)) {
            if (documents.size() == MAX_DOCUMENTS) {
                diagnostics.add(PolicyDiagnostic.error("more than " + MAX_DOCUMENTS + " documents", "", ""));
                break;
            }
            add(tree, documents, diagnostics);
        }
        return new Reading(documents, diagnostics);
    }

    private static List<DocumentTree> trees(String text, List<PolicyDiagnostic> diagnostics) {
        if (text.stripLeading().startsWith("{")) {
            try {
                return JsonTrees.read(text);
            } catch (DocumentException notJson) {
                try {
                    return YamlTrees.read(text, 0);
                } catch (DocumentException notYamlEither) {
                    diagnostics.add(later(notJson, notYamlEither).diagnostic(0));
                    return List.of();
                }
            }
        }
        List<DocumentTree> trees = new ArrayList<>();
        for (Part part : parts(text)) {
            try {
                trees.addAll(YamlTrees.read(part.text(), part.firstLine()));
            } catch (DocumentException e) {
                diagnostics.add(e.diagnostic(part.firstLine()));
            }
        }
        return trees;
    }

    /** The reader that got further understood the text better. */
    private static DocumentException later(DocumentException a, DocumentException b) {
        return a.place().isBefore(b.place()) ? b : a;
    }

    private record Part(String text, int firstLine) {}

    /** Cuts before each {@code ---} at the start of a line, which always starts a document. */
    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean content = false;
        int first = 0;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            boolean marker = line.startsWith("---") && (line.length() == 3 || Character.isWhitespace(line.charAt(3)));
            if (marker && content) {
                parts.add(new Part(part.toString(), first));
                part.setLength(0);
                first = number;
                content = false;
            }
            content |= marker || !(line.isBlank() || line.startsWith("#") || line.startsWith("%"));
            part.append(line).append('\n');
            number++;
            if (parts.size() > MAX_DOCUMENTS) {
                return parts;
            }
        }
        parts.add(new Part(part.toString(), first));
        return parts;
    }

    private static void add(DocumentTree tree, List<DecodedDocument> documents, List<PolicyDiagnostic> diagnostics) {
        ObjectNode root = tree.root();
        String apiVersion = root.path("apiVersion").asText("");
        String kind = root.path("kind").asText("");
        FieldErrors errors = new FieldErrors();
        Origin origin = new Origin(tree.places(), errors);
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            errors.missing(apiVersion.isEmpty() ? "apiVersion" : "kind");
            diagnostics.addAll(origin.diagnostics());
            return;
        }
        if (!apiVersion.startsWith(WireNames.GROUP + "/")) {
            documents.add(new OtherDocument(apiVersion, kind, root, origin));
            return;
        }
        ApiVersion version = ApiVersion.find(apiVersion).orElse(null);
        if (version != null && kind.equals(WireNames.CLUSTER_IMAGE_POLICY)) {
            ClusterImagePolicy policy = ClusterImagePolicyDecoder.decode(root, version, errors);
            documents.add(new PolicyDocument(policy, root, origin));
        } else if (version == ApiVersion.V1ALPHA1 && kind.equals(WireNames.TRUST_ROOT)) {
            documents.add(new TrustRootDocument(TrustRootDecoder.decode(root, errors), root, origin));
        } else {
            errors.errorAt(
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"",
                    "",
                    "Known are ClusterImagePolicy in v1alpha1 and v1beta1, and TrustRoot in v1alpha1.",
                    version == null ? "apiVersion" : "kind");
            diagnostics.addAll(origin.diagnostics());
        }
    }

    private static Reading unreadable(String message) {
        return new Reading(List.of(), List.of(PolicyDiagnostic.error(message, "", "")));
    }
}
