package dev.enforce.agent.admission;

import dev.enforce.agent.admission.PodImages.Place;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a workload object out of a review, whatever its kind: the kind may stand after the object in the document, so
 * all three places of a Pod's specification are read. A field that is read may stand once only.
 */
final class ObjectReader {

    private final JsonCursor json;

    private String name = "";
    private String namespace = "";
    private Map<String, String> labels = Map.of();
    private boolean beingDeleted;
    private int replicas = 1;
    private Slice metadataText = Slice.nothing();
    private Slice specText = Slice.nothing();
    private @Nullable PodImages spec;
    private @Nullable PodImages template;
    private @Nullable PodImages jobTemplate;

    private ObjectReader(JsonCursor json) {
        this.json = json;
    }

    /** Reads the object that the cursor stands on; null for {@code null}. */
    static @Nullable AdmittedObject read(JsonCursor json) {
        return json.enterObject() ? new ObjectReader(json).object() : null;
    }

    private AdmittedObject object() {
        int seen = 0;
        for (String field = json.nextField(); field != null; field = json.nextField()) {
            switch (field) {
                case "metadata" -> {
                    seen = json.once(seen, 1);
                    int start = json.start();
                    metadata();
                    metadataText = json.since(start);
                }
                case "spec" -> {
                    seen = json.once(seen, 2);
                    int start = json.start();
                    spec();
                    specText = json.since(start);
                }
                default -> json.skip();
            }
        }
        return new AdmittedObject(
                name, namespace, labels, beingDeleted, replicas, spec, template, jobTemplate, metadataText, specText);
    }

    private void metadata() {
        if (!json.enterObject()) {
            return;
        }
        int seen = 0;
        for (String field = json.nextField(); field != null; field = json.nextField()) {
            switch (field) {
                case "name" -> {
                    seen = json.once(seen, 1);
                    name = json.string();
                }
                case "namespace" -> {
                    seen = json.once(seen, 2);
                    namespace = json.string();
                }
                case "labels" -> {
                    seen = json.once(seen, 4);
                    labels = labels();
                }
                case "deletionTimestamp" -> {
                    seen = json.once(seen, 8);
                    beingDeleted = !json.string().isEmpty();
                }
                default -> json.skip();
            }
        }
    }

    private Map<String, String> labels() {
        if (!json.enterObject()) {
            return Map.of();
        }
        Map<String, String> read = new HashMap<>();
        for (String field = json.nextField(); field != null; field = json.nextField()) {
            if (read.put(field, json.string()) != null) {
                throw json.refused("the label occurs twice");
            }
            if (read.size() > AdmissionLimits.MAX_LABELS) {
                throw json.refused("more than " + AdmissionLimits.MAX_LABELS + " labels");
            }
        }
        return read;
    }

    /** {@code spec} of any kind: a Pod's own, or one that holds a template. */
    private void spec() {
        if (!json.enterObject()) {
            return;
        }
        PodImages.Builder images = new PodImages.Builder();
        int seen = 0;
        for (String field = json.nextField(); field != null; field = json.nextField()) {
            switch (field) {
                case "replicas" -> {
                    seen = json.once(seen, 1);
                    replicas = json.integer(1);
                }
                case "template" -> {
                    seen = json.once(seen, 2);
                    template = podTemplate();
                }
                case "jobTemplate" -> {
                    seen = json.once(seen, 4);
                    jobTemplate = jobTemplate();
                }
                default -> seen = podField(field, seen, images);
            }
        }
        spec = images.build();
    }

    private @Nullable PodImages jobTemplate() {
        PodImages found = null;
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                if (field.equals("spec")) {
                    seen = json.once(seen, 1);
                    found = jobSpec();
                } else {
                    json.skip();
                }
            }
        }
        return found;
    }

    private @Nullable PodImages jobSpec() {
        PodImages found = null;
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                if (field.equals("template")) {
                    seen = json.once(seen, 1);
                    found = podTemplate();
                } else {
                    json.skip();
                }
            }
        }
        return found;
    }

    private @Nullable PodImages podTemplate() {
        PodImages found = null;
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                if (field.equals("spec")) {
                    seen = json.once(seen, 1);
                    found = podSpec();
                } else {
                    json.skip();
                }
            }
        }
        return found;
    }

    private PodImages podSpec() {
        PodImages.Builder images = new PodImages.Builder();
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                seen = podField(field, seen, images);
            }
        }
        return images.build();
    }

    /** One field of a Pod's specification; bits 1 to 4 belong to the caller. */
    private int podField(String field, int seen, PodImages.Builder images) {
        switch (field) {
            case "initContainers" -> {
                containers(Place.INIT_CONTAINER, images);
                return json.once(seen, 8);
            }
            case "containers" -> {
                containers(Place.CONTAINER, images);
                return json.once(seen, 16);
            }
            case "ephemeralContainers" -> {
                containers(Place.EPHEMERAL_CONTAINER, images);
                return json.once(seen, 32);
            }
            case "volumes" -> {
                volumes(images);
                return json.once(seen, 64);
            }
            case "imagePullSecrets" -> {
                pullSecrets(images);
                return json.once(seen, 128);
            }
            case "serviceAccountName" -> {
                images.serviceAccount(json.string());
                return json.once(seen, 256);
            }
            default -> {
                json.skip();
                return seen;
            }
        }
    }

    private void containers(Place place, PodImages.Builder images) {
        if (!json.enterArray()) {
            return;
        }
        for (int index = 0; json.nextElement(); index++) {
            add(place, index, onlyString("image"), images);
        }
    }

    private void volumes(PodImages.Builder images) {
        if (!json.enterArray()) {
            return;
        }
        for (int index = 0; json.nextElement(); index++) {
            String reference = imageVolume();
            if (reference != null) {
                add(Place.IMAGE_VOLUME, index, reference, images);
            }
        }
    }

    private @Nullable String imageVolume() {
        String reference = null;
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                if (field.equals("image")) {
                    seen = json.once(seen, 1);
                    reference = json.isPresent() ? onlyString("reference") : null;
                } else {
                    json.skip();
                }
            }
        }
        return reference;
    }

    private void pullSecrets(PodImages.Builder images) {
        if (!json.enterArray()) {
            return;
        }
        while (json.nextElement()) {
            images.pullSecret(onlyString("name"));
        }
    }

    private void add(Place place, int index, String image, PodImages.Builder images) {
        if (images.add(place, index, image) > AdmissionLimits.MAX_IMAGES) {
            throw json.refused("more than " + AdmissionLimits.MAX_IMAGES + " images");
        }
    }

    /** One string field of the object that the cursor stands on, all others left aside; empty when absent. */
    private String onlyString(String wanted) {
        String value = "";
        int seen = 0;
        if (json.enterObject()) {
            for (String field = json.nextField(); field != null; field = json.nextField()) {
                if (field.equals(wanted)) {
                    seen = json.once(seen, 1);
                    value = json.string();
                } else {
                    json.skip();
                }
            }
        }
        return value;
    }
}
