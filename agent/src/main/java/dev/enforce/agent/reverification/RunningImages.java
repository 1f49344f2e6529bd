package dev.enforce.agent.reverification;

import dev.enforce.agent.observation.Observation;
import dev.enforce.agent.observation.ObservedContainer;
import dev.enforce.agent.observation.ObservedPod;
import dev.enforce.agent.observation.ObservedWorkload;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sorts what runs by image. Reading a name is remembered as long as somebody runs it. */
final class RunningImages {

    private Map<ObservedContainer, Optional<PinnedReference>> read = new HashMap<>();

    /**
     * Everything that runs.
     *
     * @param images by name with digest
     * @param tags images of which only a tag is known, with a Pod that runs each
     */
    record Snapshot(Map<String, RunningImage> images, Map<ImageReference, ObservedPod> tags) {}

    /** @param resolved what tags were found to mean */
    Snapshot look(Observation observation, boolean readsLabels, Map<ImageReference, PinnedReference> resolved) {
        Map<ObservedContainer, Optional<PinnedReference>> stillRead = new HashMap<>();
        Map<String, RunningImage> images = new LinkedHashMap<>();
        Map<ImageReference, ObservedPod> tags = new LinkedHashMap<>();
        for (ObservedPod pod : observation.pods()) {
            List<ObservedWorkload> lineage = observation.lineage(pod);
            for (ObservedContainer container : pod.containers()) {
                Optional<PinnedReference> known = stillRead.computeIfAbsent(container, this::read);
                PinnedReference image = known.isPresent() ? known.get() : byTag(container, pod, tags, resolved);
                if (image != null) {
                    images.computeIfAbsent(image.name(), ignored -> new RunningImage())
                            .add(image, pod, lineage, readsLabels);
                }
            }
        }
        read = stillRead;
        return new Snapshot(images, tags);
    }

    private Optional<PinnedReference> read(ObservedContainer container) {
        Optional<PinnedReference> before = read.get(container);
        return before == null ? container.running() : before;
    }

    private static @Nullable PinnedReference byTag(
            ObservedContainer container,
            ObservedPod pod,
            Map<ImageReference, ObservedPod> tags,
            Map<ImageReference, PinnedReference> resolved) {
        if (!pod.running()) {
            return null;
        }
        Optional<ImageReference> tag = ImageReference.tryParse(container.image());
        if (tag.isEmpty()) {
            return null;
        }
        tags.putIfAbsent(tag.get(), pod);
        return resolved.get(tag.get());
    }
}
