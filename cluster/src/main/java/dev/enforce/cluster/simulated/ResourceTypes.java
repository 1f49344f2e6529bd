package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** The kinds of objects that there are: built in, and those that CustomResourceDefinitions add. */
final class ResourceTypes {

    static final ResourceType NAMESPACES = ResourceType.of("", "v1", "namespaces", "Namespace", false)
            .with("status", "finalize")
            .shortNamed("ns");
    static final ResourceType PODS = ResourceType.of("", "v1", "pods", "Pod", true)
            .with("status", "ephemeralcontainers", "eviction")
            .shortNamed("po");
    static final ResourceType SERVICE_ACCOUNTS = ResourceType.of("", "v1", "serviceaccounts", "ServiceAccount", true)
            .with("token")
            .shortNamed("sa");
    static final ResourceType SERVICES = ResourceType.of("", "v1", "services", "Service", true)
            .with("status")
            .shortNamed("svc");
    static final ResourceType EVENTS =
            ResourceType.of("", "v1", "events", "Event", true).shortNamed("ev");
    static final ResourceType NODES =
            ResourceType.of("", "v1", "nodes", "Node", false).with("status").shortNamed("no");
    static final ResourceType DEPLOYMENTS = ResourceType.of("apps", "v1", "deployments", "Deployment", true)
            .with("status", "scale")
            .shortNamed("deploy");
    static final ResourceType REPLICA_SETS = ResourceType.of("apps", "v1", "replicasets", "ReplicaSet", true)
            .with("status", "scale")
            .shortNamed("rs");
    static final ResourceType STATEFUL_SETS = ResourceType.of("apps", "v1", "statefulsets", "StatefulSet", true)
            .with("status", "scale")
            .shortNamed("sts");
    static final ResourceType DAEMON_SETS = ResourceType.of("apps", "v1", "daemonsets", "DaemonSet", true)
            .with("status")
            .shortNamed("ds");
    static final ResourceType JOBS =
            ResourceType.of("batch", "v1", "jobs", "Job", true).with("status");
    static final ResourceType DEFINITIONS = ResourceType.of(
                    "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false)
            .with("status")
            .shortNamed("crd");
    static final ResourceType MUTATING = ResourceType.of(
            "admissionregistration.k8s.io",
            "v1",
            "mutatingwebhookconfigurations",
            "MutatingWebhookConfiguration",
            false);
    static final ResourceType VALIDATING = ResourceType.of(
            "admissionregistration.k8s.io",
            "v1",
            "validatingwebhookconfigurations",
            "ValidatingWebhookConfiguration",
            false);

    private static final List<ResourceType> BUILT_IN = List.of(
            NAMESPACES,
            PODS,
            SERVICE_ACCOUNTS,
            SERVICES,
            EVENTS,
            NODES,
            ResourceType.of("", "v1", "configmaps", "ConfigMap", true).shortNamed("cm"),
            ResourceType.of("", "v1", "secrets", "Secret", true),
            ResourceType.of("", "v1", "endpoints", "Endpoints", true).shortNamed("ep"),
            ResourceType.of("", "v1", "podtemplates", "PodTemplate", true),
            DEPLOYMENTS,
            REPLICA_SETS,
            STATEFUL_SETS,
            DAEMON_SETS,
            JOBS,
            ResourceType.of("batch", "v1", "cronjobs", "CronJob", true)
                    .with("status")
                    .shortNamed("cj"),
            DEFINITIONS,
            MUTATING,
            VALIDATING,
            ResourceType.of("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
            ResourceType.of("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
            ResourceType.of("rbac.authorization.k8s.io", "v1", "roles", "Role", true),
            ResourceType.of("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true),
            ResourceType.of("coordination.k8s.io", "v1", "leases", "Lease", true),
            ResourceType.of("events.k8s.io", "v1", "events", "Event", true).shortNamed("ev"),
            ResourceType.of("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true),
            ResourceType.of("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true)
                    .shortNamed("netpol"),
            ResourceType.of("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true)
                    .with("status")
                    .shortNamed("pdb"));

    private final Map<String, ResourceType> types = new ConcurrentSkipListMap<>();

    ResourceTypes() {
        BUILT_IN.forEach(this::add);
    }

    private void add(ResourceType type) {
        types.put(type.group() + "/" + type.plural(), type);
    }

    Collection<ResourceType> all() {
        return List.copyOf(types.values());
    }

    Optional<ResourceType> find(String group, String version, String plural) {
        return Optional.ofNullable(types.get(group + "/" + plural))
                .filter(type -> type.versions().contains(version));
    }

    Optional<ResourceType> ofKind(String group, String kind) {
        return types.values().stream()
                .filter(type -> type.group().equals(group) && type.kind().equals(kind))
                .findFirst();
    }

    /** Adds or replaces what a CustomResourceDefinition defines. */
    void define(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        List<String> versions = new ArrayList<>();
        Set<String> subresources = new HashSet<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean() || version.path("storage").asBoolean()) {
                versions.add(version.path("storage").asBoolean() ? 0 : versions.size(), Json.text(version, "name"));
                version.path("subresources").fieldNames().forEachRemaining(subresources::add);
            }
        }
        if (versions.isEmpty()) {
            throw ApiError.invalid(
                    DEFINITIONS, Json.text(definition, "metadata", "name"), "spec.versions: Required value");
        }
        add(new ResourceType(
                Json.text(spec, "group"),
                versions,
                Json.text(spec, "names", "plural"),
                Json.text(spec, "names", "kind"),
                Json.text(spec, "scope").equals("Namespaced"),
                subresources,
                Json.texts(spec.path("names").path("shortNames"))));
    }

    void remove(ObjectNode definition) {
        types.remove(Json.text(definition, "spec", "group") + "/" + Json.text(definition, "spec", "names", "plural"));
    }
}
