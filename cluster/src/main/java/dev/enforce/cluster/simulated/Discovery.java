package dev.enforce.cluster.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Says which groups, versions and resources are served. */
final class Discovery {

    private static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final ResourceTypes types;
    private final String version;

    Discovery(ResourceTypes types, String version) {
        this.types = types;
        this.version = version;
    }

    /** The document at a path, if it is one of discovery's. */
    Optional<ObjectNode> find(List<String> path) {
        return switch (String.join("/", path)) {
            case "version" ->
                Optional.of(Json.object()
                        .put("major", "1")
                        .put("minor", version.split("\\.")[1])
                        .put("gitVersion", version)
                        .put("platform", "jvm"));
            case "api" -> {
                ObjectNode versions = Json.object().put("kind", "APIVersions");
                versions.putArray("versions").add("v1");
                yield Optional.of(versions);
            }
            case "apis" -> Optional.of(groups());
            case "api/v1" -> resources("", "v1");
            default ->
                path.size() == 3 && path.getFirst().equals("apis")
                        ? resources(path.get(1), path.get(2))
                        : Optional.empty();
        };
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        Set<String> names = new TreeSet<>();
        types.all().forEach(type -> names.add(type.group()));
        names.remove("");
        for (String name : names) {
            Set<String> versions = new LinkedHashSet<>();
            types.all().stream()
                    .filter(type -> type.group().equals(name))
                    .forEach(type -> versions.addAll(type.versions()));
            ObjectNode group = groups.addObject().put("name", name);
            ArrayNode offered = group.putArray("versions");
            versions.forEach(one ->
                    offered.addObject().put("groupVersion", name + "/" + one).put("version", one));
            group.set("preferredVersion", offered.get(0).deepCopy());
        }
        return list;
    }

    private Optional<ObjectNode> resources(String group, String groupVersion) {
        ObjectNode list = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group.isEmpty() ? groupVersion : group + "/" + groupVersion);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : types.all()) {
            if (type.group().equals(group) && type.versions().contains(groupVersion)) {
                ObjectNode resource = describe(resources.addObject(), type, type.plural());
                VERBS.forEach(resource.putArray("verbs")::add);
                type.shortNames().forEach(resource.putArray("shortNames")::add);
                for (String subresource : type.subresources()) {
                    ObjectNode sub = describe(resources.addObject(), type, type.plural() + "/" + subresource);
                    List.of("get", "patch", "update").forEach(sub.putArray("verbs")::add);
                }
            }
        }
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static ObjectNode describe(ObjectNode resource, ResourceType type, String name) {
        return resource.put("name", name)
                .put("singularName", name.contains("/") ? "" : type.kind().toLowerCase(Locale.ROOT))
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
    }
}
