package dev.enforce.agent.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * What bears on images in a Pod's specification, in the order in which images are judged.
 *
 * @param images containers' images and image volumes
 * @param imagePullSecrets names of Secrets, in the Pod's namespace
 * @param serviceAccountName empty when none is named
 */
record PodImages(List<ImageField> images, List<String> imagePullSecrets, String serviceAccountName) {

    PodImages {
        images = List.copyOf(images);
        imagePullSecrets = List.copyOf(imagePullSecrets);
    }

    /** Where in the specification an image stands; in the order in which they are judged. */
    enum Place {
        INIT_CONTAINER("initContainers", "image", ""),
        CONTAINER("containers", "image", ""),
        EPHEMERAL_CONTAINER("ephemeralContainers", "image", ""),
        IMAGE_VOLUME("volumes", "image", "/reference");

        private final String list;
        private final String field;
        private final String below;

        Place(String list, String field, String below) {
            this.list = list;
            this.field = field;
            this.below = below;
        }
    }

    /** One image as it is written in the object. */
    record ImageField(Place place, int index, String image) {

        /** For people: {@code spec.containers[0].image}, below the path of the specification. */
        String path(String specPath) {
            return specPath + "." + place.list + "[" + index + "]." + place.field;
        }

        /** For JSON Patch: {@code /spec/containers/0/image}. */
        String pointer(String specPath) {
            return "/" + specPath.replace('.', '/') + "/" + place.list + "/" + index + "/" + place.field + place.below;
        }
    }

    /** Collects what stands in any order in the document. */
    static final class Builder {
        private final List<List<ImageField>> byPlace =
                List.of(new ArrayList<>(1), new ArrayList<>(2), new ArrayList<>(1), new ArrayList<>(1));
        private final List<String> imagePullSecrets = new ArrayList<>(1);
        private String serviceAccountName = "";
        private int count;

        /** How many images there are now. */
        int add(Place place, int index, String image) {
            byPlace.get(place.ordinal()).add(new ImageField(place, index, image));
            return ++count;
        }

        void pullSecret(String name) {
            if (!name.isEmpty()) {
                imagePullSecrets.add(name);
            }
        }

        void serviceAccount(String name) {
            serviceAccountName = name;
        }

        PodImages build() {
            List<ImageField> all = new ArrayList<>(count);
            byPlace.forEach(all::addAll);
            return new PodImages(all, imagePullSecrets, serviceAccountName);
        }
    }
}
