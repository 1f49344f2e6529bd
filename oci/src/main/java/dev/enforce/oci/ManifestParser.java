package dev.enforce.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import dev.enforce.oci.RegistryException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads manifest documents; whatever is wrong with one is a {@link RegistryException} that names it. */
final class ManifestParser {

    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_ANNOTATIONS = 1_000;

    private final String context;

    ManifestParser(String context) {
        this.context = context;
    }

    Manifest parse(String mediaType, byte[] document) {
        if (!MediaTypes.isIndex(mediaType) && !MediaTypes.isManifest(mediaType)) {
            throw new RegistryException(
                    Code.UNSUPPORTED,
                    context,
                    context + " has the media type " + Texts.shown(mediaType) + ", which is not supported");
        }
        JsonNode root = read(document);
        checkShape(mediaType, root);
        Descriptor subject = root.hasNonNull("subject") ? descriptor(root.get("subject"), "subject") : null;
        String artifactType = text(root, "artifactType", "");
        Map<String, String> annotations = annotations(root, "annotations");
        if (MediaTypes.isIndex(mediaType)) {
            return new Manifest.ImageIndex(
                    mediaType, descriptors(root, "manifests"), subject, artifactType, annotations);
        }
        JsonNode config = root.get("config");
        if (config == null) {
            throw malformed("has no config", null);
        }
        return new Manifest.ImageManifest(
                mediaType,
                descriptor(config, "config"),
                descriptors(root, "layers"),
                subject,
                artifactType,
                annotations);
    }

    private JsonNode read(byte[] document) {
        try {
            return Json.object(document);
        } catch (IOException e) {
            throw malformed("is not JSON that can be read", e);
        }
    }

    /** One document must not be an image for one reader and an index for the next. */
    private void checkShape(String mediaType, JsonNode root) {
        String written = text(root, "mediaType", "");
        if (written != null && !written.equals(mediaType)) {
            throw malformed(
                    "says of itself " + Texts.shown(written) + " but was served as " + Texts.shown(mediaType), null);
        }
        boolean index = MediaTypes.isIndex(mediaType);
        if (index ? root.has("layers") || root.has("config") : root.has("manifests")) {
            throw malformed("is both an index and an image", null);
        }
    }

    private List<Descriptor> descriptors(JsonNode root, String field) {
        JsonNode array = root.get(field);
        if (array != null && array.isNull()) {
            return List.of(); // how Go writes a list without entries
        }
        if (array == null || !array.isArray()) {
            throw malformed("has no list " + field, null);
        }
        if (array.size() > MAX_ENTRIES) {
            throw new RegistryException(
                    Code.TOO_LARGE, context, context + " lists more than " + MAX_ENTRIES + " " + field);
        }
        List<Descriptor> result = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            result.add(descriptor(array.get(i), field + "[" + i + "]"));
        }
        return result;
    }

    private Descriptor descriptor(JsonNode node, String path) {
        if (!node.isObject()) {
            throw malformed("has no object at " + path, null);
        }
        String mediaType = text(node, "mediaType", path);
        String digest = text(node, "digest", path);
        JsonNode size = node.get("size");
        if (mediaType == null || mediaType.isEmpty() || digest == null || size == null) {
            throw malformed("lacks mediaType, digest or size at " + path, null);
        }
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw malformed("has no valid size at " + path, null);
        }
        Digest parsed = Digest.tryParse(digest).orElseThrow(() -> malformed("has no valid digest at " + path, null));
        return new Descriptor(
                mediaType,
                parsed,
                size.longValue(),
                text(node, "artifactType", path),
                annotations(node, path + ".annotations"),
                platform(node, path));
    }

    private @Nullable Platform platform(JsonNode descriptor, String path) {
        JsonNode platform = descriptor.get("platform");
        if (platform == null || platform.isNull()) {
            return null;
        }
        if (!platform.isObject()) {
            throw malformed("has no object at " + path + ".platform", null);
        }
        return new Platform(
                orEmpty(text(platform, "os", path)),
                orEmpty(text(platform, "architecture", path)),
                orEmpty(text(platform, "variant", path)));
    }

    private Map<String, String> annotations(JsonNode owner, String path) {
        JsonNode node = owner.get("annotations");
        if (node == null || node.isNull()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw malformed("has no object at " + path, null);
        }
        if (node.size() > MAX_ANNOTATIONS) {
            throw new RegistryException(
                    Code.TOO_LARGE, context, context + " has more than " + MAX_ANNOTATIONS + " annotations");
        }
        Map<String, String> result = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw malformed("has an annotation that is no text at " + path, null);
            }
            result.put(entry.getKey(), entry.getValue().textValue());
        }
        return result;
    }

    private @Nullable String text(JsonNode owner, String field, String path) {
        JsonNode node = owner.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw malformed("has no text at " + (path.isEmpty() ? field : path + "." + field), null);
        }
        return node.textValue();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private RegistryException malformed(String what, @Nullable Exception cause) {
        return new RegistryException(Code.MALFORMED, context, "manifest " + context + " " + what, cause);
    }
}
