package dev.enforce.agent.policies;

import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.TrustRootResource;
import dev.enforce.policy.TrustedRootJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TrustRoots into sigstore's JSON form; one that cannot be used keeps its last good form. Used by one thread. */
final class TrustRootCompilation {

    private static final Logger LOG = LoggerFactory.getLogger(TrustRootCompilation.class);

    private Map<String, Known> known = new HashMap<>();

    private record Known(String version, TrustRootState state) {}

    /** @param stored entries of the ConfigMap of compiled trust roots, for those that cannot be used after a restart */
    List<TrustRootState> update(Collection<GenericKubernetesResource> objects, Map<String, String> stored) {
        Map<String, Known> next = new HashMap<>();
        for (GenericKubernetesResource object : objects) {
            if (ObjectTrees.isBeingDeleted(object)) {
                continue;
            }
            String name = object.getMetadata().getName();
            Known before = known.get(name);
            String version = ObjectTrees.version(object);
            next.put(
                    name,
                    before != null && before.version().equals(version)
                            ? before
                            : new Known(version, compile(object, before, stored.get(name))));
        }
        known = next;
        return next.values().stream()
                .map(Known::state)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static TrustRootState compile(
            GenericKubernetesResource object, @Nullable Known before, @Nullable String stored) {
        PolicyDocuments.Reading reading = PolicyDocuments.decode(ObjectTrees.of(object));
        List<PolicyDiagnostic> problems = new ArrayList<>(reading.diagnostics());
        TrustRootResource trustRoot = null;
        for (DecodedDocument document : reading.documents()) {
            if (document instanceof TrustRootDocument(var decoded, var _, var origin)) {
                trustRoot = decoded;
                problems.addAll(origin.diagnostics());
            }
        }
        String name = object.getMetadata().getName();
        if (trustRoot != null && !PolicyDiagnostic.anyError(problems)) {
            switch (TrustedRootJson.of(trustRoot)) {
                case TrustedRootJson.Made(var json) -> {
                    LOG.info("trust root {} is in force", name);
                    return state(object, json, List.of());
                }
                case TrustedRootJson.NotMade(var diagnostics) -> problems.addAll(diagnostics);
            }
        }
        boolean isSame = before != null && before.state().uid().equals(ObjectTrees.uid(object));
        String lastGood = isSame && before != null ? before.state().json() : stored;
        LOG.warn(
                "trust root {} cannot be used, {}: {}",
                name,
                lastGood == null ? "there is no earlier form" : "its last good form stays in force",
                PolicyDiagnostic.errorText(problems));
        return state(object, lastGood, problems);
    }

    private static TrustRootState state(
            GenericKubernetesResource object, @Nullable String json, List<PolicyDiagnostic> problems) {
        return new TrustRootState(
                object.getMetadata().getName(),
                ObjectTrees.uid(object),
                ObjectTrees.generation(object),
                json,
                problems);
    }
}
