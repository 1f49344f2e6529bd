package dev.enforce.agent.policies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.agent.policies.PolicyState.Standing;
import dev.enforce.policy.ClusterImagePolicy;
import dev.enforce.policy.ClusterImagePolicySpec;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.Compilation;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.CompiledPolicyFormat;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.Reference;
import dev.enforce.policy.ReferenceResolver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles what changed and remembers what was good. Used by one thread.
 *
 * <p>A policy that cannot be compiled stays in force as it last could: from memory, or after a restart from its entry in
 * the ConfigMap of compiled policies if that was made from the same object. If it never could, every image that it
 * covers stays undecided and is refused, as far as its globs can be read.
 */
final class PolicyCompilation {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyCompilation.class);
    private static final int MAX_CAUSE = 1_000;

    private Map<String, Known> known = new HashMap<>();
    private @Nullable PolicySettings settings;

    private record Known(String version, Map<Reference, String> references, PolicyState state) {}

    /**
     * Brings everything up to date.
     *
     * @param objects all ClusterImagePolicies
     * @param stored entries of the ConfigMap of compiled policies
     */
    List<PolicyState> update(
            Collection<GenericKubernetesResource> objects,
            PolicyReferences references,
            PolicySettings wanted,
            Map<String, String> stored) {
        boolean sameSettings = wanted.equals(settings);
        settings = wanted;
        Map<String, Known> next = new HashMap<>();
        for (GenericKubernetesResource object : objects) {
            if (ObjectTrees.isBeingDeleted(object)) {
                continue;
            }
            String name = object.getMetadata().getName();
            Known before = known.get(name);
            boolean isUnchanged = sameSettings
                    && before != null
                    && before.version().equals(ObjectTrees.version(object))
                    && before.references()
                            .equals(references.versions(before.references().keySet()));
            Known after = isUnchanged ? before : compile(object, before, references, stored.get(name));
            next.put(name, after);
        }
        known = next;
        return next.values().stream()
                .map(Known::state)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private Known compile(
            GenericKubernetesResource object,
            @Nullable Known before,
            PolicyReferences references,
            @Nullable String stored) {
        ObjectNode tree = ObjectTrees.of(object);
        Map<Reference, String> used = new LinkedHashMap<>();
        PolicyDocuments.Reading reading = PolicyDocuments.decode(tree);
        List<PolicyDiagnostic> problems = new ArrayList<>(reading.diagnostics());
        ClusterImagePolicy policy = null;
        for (DecodedDocument document : reading.documents()) {
            if (document instanceof PolicyDocument(var decoded, var _, var origin)) {
                policy = decoded;
                problems.addAll(origin.diagnostics());
            }
        }
        PolicyState state = null;
        if (policy != null && !PolicyDiagnostic.anyError(problems)) {
            switch (compiler().compile(policy, reference -> references.resolve(reference, used))) {
                case Compilation.Compiled(var compiled, var _) ->
                    state = state(object, Standing.CURRENT, compiled, List.of());
                case Compilation.NotCompiled(var diagnostics) -> problems.addAll(diagnostics);
            }
        }
        if (state == null) {
            state = fallback(object, policy, before, problems, stored);
        }
        report(before == null ? null : before.state(), state);
        return new Known(ObjectTrees.version(object), used, state);
    }

    private PolicyState fallback(
            GenericKubernetesResource object,
            @Nullable ClusterImagePolicy policy,
            @Nullable Known before,
            List<PolicyDiagnostic> problems,
            @Nullable String stored) {
        Optional<CompiledPolicy> lastGood = lastGood(object, before).or(() -> storedGood(object, stored));
        if (lastGood.isPresent()) {
            return state(object, Standing.LAST_GOOD, lastGood.get(), problems);
        }
        CompiledPolicy denying =
                policy == null ? null : denying(policy, problems).orElse(null);
        return state(object, Standing.DENYING, denying, problems);
    }

    private static Optional<CompiledPolicy> lastGood(GenericKubernetesResource object, @Nullable Known before) {
        return before != null
                        && before.state().uid().equals(ObjectTrees.uid(object))
                        && before.state().standing() != Standing.DENYING
                ? Optional.ofNullable(before.state().inForce())
                : Optional.empty();
    }

    private static Optional<CompiledPolicy> storedGood(GenericKubernetesResource object, @Nullable String stored) {
        String uid = ObjectTrees.uid(object);
        if (stored == null || uid.isEmpty()) {
            return Optional.empty();
        }
        return CompiledPolicyFormat.read(object.getMetadata().getName(), stored)
                                instanceof Compilation.Compiled(var compiled, var _)
                        && compiled.uid().equals(uid)
                ? Optional.of(compiled)
                : Optional.empty();
    }

    /** The same images and objects, none of which can be judged; nothing if not even the globs can be read. */
    private Optional<CompiledPolicy> denying(ClusterImagePolicy policy, List<PolicyDiagnostic> problems) {
        String text = PolicyDiagnostic.errorText(problems).replace('\n', ' ');
        String cause = text.length() <= MAX_CAUSE ? text : text.substring(0, MAX_CAUSE) + "…";
        ClusterImagePolicySpec spec = policy.spec();
        return covering(policy, spec.images(), spec.match())
                .or(() -> covering(policy, readable(policy), List.of()))
                .map(covering -> covering.unusable(cause));
    }

    private List<ClusterImagePolicySpec.Image> readable(ClusterImagePolicy policy) {
        return policy.spec().images().stream()
                .filter(image -> covering(policy, List.of(image), List.of()).isPresent())
                .toList();
    }

    /** A policy that is sound but for its images and objects, to find out whether those are. */
    private Optional<CompiledPolicy> covering(
            ClusterImagePolicy policy,
            List<ClusterImagePolicySpec.Image> images,
            List<ClusterImagePolicySpec.Match> matches) {
        String mode = policy.spec().mode().equals("warn") ? "warn" : "enforce";
        Authority sound = new Authority(
                "",
                null,
                null,
                new ClusterImagePolicySpec.Static("fail", ""),
                null,
                List.of(),
                null,
                List.of(),
                null,
                "");
        ClusterImagePolicySpec spec = new ClusterImagePolicySpec(images, List.of(sound), null, mode, matches);
        ClusterImagePolicy covering = new ClusterImagePolicy(policy.apiVersion(), policy.metadata(), spec);
        return compiler().compile(covering, ReferenceResolver.NONE) instanceof Compilation.Compiled(var made, var _)
                ? Optional.of(made)
                : Optional.empty();
    }

    private PolicyCompiler compiler() {
        return new PolicyCompiler(settings == null ? PolicySettings.DEFAULT : settings);
    }

    private static PolicyState state(
            GenericKubernetesResource object,
            Standing standing,
            @Nullable CompiledPolicy inForce,
            List<PolicyDiagnostic> problems) {
        return new PolicyState(
                object.getMetadata().getName(),
                ObjectTrees.uid(object),
                ObjectTrees.generation(object),
                standing,
                inForce,
                problems);
    }

    private static void report(@Nullable PolicyState before, PolicyState after) {
        if (after.standing() == Standing.CURRENT) {
            LOG.info("policy {} is in force", after.name());
        } else if (before == null || !before.problems().equals(after.problems())) {
            LOG.warn(
                    "policy {} cannot be used, {}: {}",
                    after.name(),
                    after.standing() == Standing.LAST_GOOD
                            ? "its last good form stays in force"
                            : "what it covers is denied",
                    after.problemText());
        }
    }
}
