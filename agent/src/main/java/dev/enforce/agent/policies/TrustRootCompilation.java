package dev.enforce.agent.policies;

import dev.enforce.agent.trustroots.TufSource;
import dev.enforce.agent.trustroots.TufTrustRoots;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.TrustRootDefaults;
import dev.enforce.policy.TrustRootResource;
import dev.enforce.policy.TrustedRootJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TrustRoots into sigstore's JSON form; one that cannot be used keeps its last good form. Used by one thread. */
final class TrustRootCompilation {

    private static final Logger LOG = LoggerFactory.getLogger(TrustRootCompilation.class);

    private Map<String, Known> known = new HashMap<>();

    private final TufTrustRoots repositories;

    /** @param source where the trust root is read from, again and again; null if it stands in the object */
    private record Known(
            String version, TrustRootState state, @Nullable TufSource source) {}

    TrustRootCompilation(TufTrustRoots repositories) {
        this.repositories = repositories;
    }

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
            Known after = before != null && before.version().equals(version)
                    ? before
                    : compile(object, before, stored.get(name));
            TufSource source = after.source();
            next.put(name, source == null ? after : follow(object, source, before, stored.get(name)));
        }
        known = next;
        repositories.retain(next.keySet());
        return next.values().stream()
                .map(Known::state)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private Known follow(
            GenericKubernetesResource object, TufSource source, @Nullable Known before, @Nullable String stored) {
        TufTrustRoots.Reading reading = repositories.read(object.getMetadata().getName(), source);
        String path = source instanceof TufSource.Mirror ? "spec.remote" : "spec.repository";
        List<PolicyDiagnostic> problems = reading.problem().isEmpty()
                ? List.of()
                : List.of(PolicyDiagnostic.error("the TUF repository cannot be used", path, reading.problem()));
        String json = reading.json() == null ? lastGood(object, before, stored) : reading.json();
        return new Known(ObjectTrees.version(object), state(object, json, problems), source);
    }

    private static @Nullable String lastGood(
            GenericKubernetesResource object, @Nullable Known before, @Nullable String stored) {
        boolean isSame = before != null && before.state().uid().equals(ObjectTrees.uid(object));
        return isSame && before != null ? before.state().json() : stored;
    }

    private static Known compile(GenericKubernetesResource object, @Nullable Known before, @Nullable String stored) {
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
        if (trustRoot != null && isInRepository(trustRoot)) {
            problems.addAll(TrustedRootJson.problems(trustRoot));
            Optional<TufSource> source = PolicyDiagnostic.anyError(problems) ? Optional.empty() : source(trustRoot);
            if (source.isPresent()) {
                return new Known(ObjectTrees.version(object), state(object, null, List.of()), source.get());
            }
        } else if (trustRoot != null && !PolicyDiagnostic.anyError(problems)) {
            switch (TrustedRootJson.of(trustRoot)) {
                case TrustedRootJson.Made(var json) -> {
                    LOG.info("trust root {} is in force", name);
                    return known(object, json, List.of());
                }
                case TrustedRootJson.NotMade(var diagnostics) -> problems.addAll(diagnostics);
            }
        }
        String lastGood = lastGood(object, before, stored);
        LOG.warn(
                "trust root {} cannot be used, {}: {}",
                name,
                lastGood == null ? "there is no earlier form" : "its last good form stays in force",
                PolicyDiagnostic.errorText(problems));
        return known(object, lastGood, problems);
    }

    private static boolean isInRepository(TrustRootResource trustRoot) {
        return trustRoot.spec().remote() != null || trustRoot.spec().repository() != null;
    }

    private static Optional<TufSource> source(TrustRootResource trustRoot) {
        return TufSource.of(TrustRootDefaults.defaulted(trustRoot).spec());
    }

    private static Known known(
            GenericKubernetesResource object, @Nullable String json, List<PolicyDiagnostic> problems) {
        return new Known(ObjectTrees.version(object), state(object, json, problems), null);
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
