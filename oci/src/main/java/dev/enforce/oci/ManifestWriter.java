package dev.enforce.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes manifest documents; equal content gives equal bytes. */
public final class ManifestWriter {

    private ManifestWriter() {}

    /** An OCI index of these manifests. */
    public static String index(List<Descriptor> manifests) {
        ObjectNode root = root(MediaTypes.OCI_INDEX);
        addAll(root.putArray("manifests"), manifests);
        return text(root);
    }

    /**
     * An OCI image or artifact manifest.
     *
     * @param artifactType what it is, for an artifact
     * @param subject what it speaks about, for instance a signed image
     */
    public static String image(
            Descriptor config,
            List<Descriptor> layers,
            @Nullable String artifactType,
            @Nullable Descriptor subject,
            Map<String, String> annotations) {
        ObjectNode root = root(MediaTypes.OCI_MANIFEST);
        if (artifactType != null) {
            root.put("artifactType", artifactType);
        }
        root.set("config", node(config));
        addAll(root.putArray("layers"), layers);
        if (subject != null) {
            root.set("subject", node(subject));
        }
        putAnnotations(root, annotations);
        return text(root);
    }

    /** An OCI image manifest with nothing beside its config and layers. */
    public static String image(Descriptor config, List<Descriptor> layers) {
        return image(config, layers, null, null, Map.of());
    }

    private static ObjectNode root(String mediaType) {
        return Json.newObject().put("schemaVersion", 2).put("mediaType", mediaType);
    }

    private static void addAll(ArrayNode array, List<Descriptor> descriptors) {
        descriptors.forEach(descriptor -> array.add(node(descriptor)));
    }

    private static ObjectNode node(Descriptor descriptor) {
        ObjectNode node = Json.newObject()
                .put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
        if (descriptor.artifactType() != null) {
            node.put("artifactType", descriptor.artifactType());
        }
        putAnnotations(node, descriptor.annotations());
        Platform platform = descriptor.platform();
        if (platform != null) {
            ObjectNode written = node.putObject("platform")
                    .put("architecture", platform.architecture())
                    .put("os", platform.os());
            if (!platform.variant().isEmpty()) {
                written.put("variant", platform.variant());
            }
        }
        return node;
    }

    private static void putAnnotations(ObjectNode node, Map<String, String> annotations) {
        if (!annotations.isEmpty()) {
            ObjectNode written = node.putObject("annotations");
            new TreeMap<>(annotations).forEach(written::put);
        }
    }

    private static String text(ObjectNode root) {
        return new String(Json.write(root), StandardCharsets.UTF_8);
    }
}
