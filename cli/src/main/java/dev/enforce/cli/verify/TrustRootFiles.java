package dev.enforce.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.TrustRootDefaults;
import dev.enforce.policy.TrustRootResource;
import dev.enforce.policy.TrustedRootJson;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.sigstore.tuf.ArchiveRepository;
import dev.enforce.sigstore.tuf.TufClient;
import dev.enforce.sigstore.tuf.TufException;
import dev.enforce.sigstore.tuf.TufStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trust roots out of files, under the names by which policies refer to them. */
final class TrustRootFiles {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_BYTES = 8 << 20;

    private final Map<String, TrustRoot> byName = new LinkedHashMap<>();
    private final Instant now;

    TrustRootFiles(Instant now) {
        this.now = now;
    }

    Map<String, TrustRoot> byName() {
        return byName;
    }

    /** {@code NAME=FILE}, or a file of TrustRoot documents that are known by their own names. */
    void add(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? "" : argument.substring(0, equals);
        String file = equals < 0 ? argument : argument.substring(equals + 1);
        byte[] content = InputFile.read(file, MAX_BYTES);
        if (isTrustedRoot(content)) {
            if (name.isEmpty()) {
                throw new InputException(
                        file + ": a trusted_root.json has no name of its own: write --trust-root NAME=" + file);
            }
            byName.put(name, parse(file, content));
            return;
        }
        PolicyDocuments.Reading reading = PolicyDocuments.read(content);
        requireNoErrors(file, reading.diagnostics());
        List<TrustRootDocument> documents = new ArrayList<>();
        for (DecodedDocument document : reading.documents()) {
            if (document instanceof TrustRootDocument found) {
                documents.add(found);
            }
        }
        if (documents.isEmpty()) {
            throw new InputException(file + ": neither a TrustRoot nor a trusted_root.json");
        }
        if (!name.isEmpty() && documents.size() > 1) {
            throw new InputException(file + ": holds " + documents.size() + " TrustRoots, of which " + name
                    + " is to be one: leave out the name");
        }
        documents.forEach(document -> add(file, name.isEmpty() ? document.name() : name, document));
    }

    /** A TrustRoot that stands among the policies. */
    void add(String file, TrustRootDocument document) {
        add(file, document.name(), document);
    }

    private void add(String file, String name, TrustRootDocument document) {
        if (name.isEmpty()) {
            throw new InputException(file + ": a TrustRoot without a name");
        }
        requireNoErrors(file, document.origin().diagnostics());
        TrustRootResource.Spec spec =
                TrustRootDefaults.defaulted(document.trustRoot()).spec();
        if (spec.remote() != null) {
            throw new InputException(file + ": TrustRoot " + name + " lies at "
                    + spec.remote().mirror()
                    + ", and nothing is fetched here: give its trusted_root.json as --trust-root " + name + "=FILE");
        }
        if (spec.repository() != null) {
            byName.put(name, parse(file, target(file, name, spec.repository())));
            return;
        }
        switch (TrustedRootJson.of(document.trustRoot())) {
            case TrustedRootJson.Made(String json) ->
                byName.put(name, parse(file, json.getBytes(StandardCharsets.UTF_8)));
            case TrustedRootJson.NotMade(var diagnostics) -> requireNoErrors(file, diagnostics);
        }
    }

    private byte[] target(String file, String name, TrustRootResource.Repository repository) {
        try {
            byte[] root = Base64.getMimeDecoder().decode(repository.root());
            byte[] archive = Base64.getMimeDecoder().decode(repository.mirrorFs());
            TufClient client = new TufClient(ArchiveRepository.of(archive), TufStore.inMemory(), repository.targets());
            return client.target(client.refresh(root, now), repository.trustedRootTarget());
        } catch (TufException | IllegalArgumentException e) {
            throw new InputException(file + ": TrustRoot " + name + ": " + e.getMessage(), e);
        }
    }

    private static TrustRoot parse(String file, byte[] json) {
        return switch (TrustRoot.parse(json)) {
            case TrustRoot.Read(TrustRoot root) -> root;
            case TrustRoot.Unreadable(List<String> problems) ->
                throw new InputException(file + ": not a trust root: " + String.join("; ", problems));
        };
    }

    private static boolean isTrustedRoot(byte[] content) {
        try {
            return JSON.readTree(new String(content, StandardCharsets.UTF_8)) instanceof ObjectNode object
                    && !object.has("apiVersion");
        } catch (JsonProcessingException yaml) {
            return false;
        }
    }

    private static void requireNoErrors(String file, List<PolicyDiagnostic> diagnostics) {
        if (PolicyDiagnostic.anyError(diagnostics)) {
            throw new InputException(file + ": " + PolicyDiagnostic.errorText(diagnostics));
        }
    }
}
