package dev.enforce.agent.observation;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes from objects of the API server the little that is kept of them. */
final class ObjectReader {

    private final Interner interner = new Interner();

    ObservedWorkload workload(ObservedWorkload.Type type, HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        return new ObservedWorkload(
                type,
                interner.intern(metadata.getNamespace() == null ? "" : metadata.getNamespace()),
                metadata.getName(),
                metadata.getUid() == null ? "" : metadata.getUid(),
                labels(metadata),
                controller(metadata));
    }

    /** The Pod, unless it has ended. */
    Optional<ObservedPod> pod(Pod pod) {
        PodStatus status = pod.getStatus();
        String phase = status == null ? null : status.getPhase();
        if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
            return Optional.empty();
        }
        PodSpec spec = pod.getSpec();
        return Optional.of(new ObservedPod(
                workload(ObservedWorkload.Type.POD, pod),
                interner.intern(
                        spec == null || spec.getServiceAccountName() == null
                                ? "default"
                                : spec.getServiceAccountName()),
                interner.intern(pullSecrets(spec)),
                interner.intern(containers(spec, status)),
                "Running".equals(phase)));
    }

    private List<ObservedContainer> containers(@Nullable PodSpec spec, @Nullable PodStatus status) {
        if (spec == null) {
            return List.of();
        }
        Map<String, String> ids = status == null ? Map.of() : imageIds(status);
        List<ObservedContainer> found = new ArrayList<>();
        add(found, "spec.initContainers[", spec.getInitContainers(), ids);
        add(found, "spec.containers[", spec.getContainers(), ids);
        for (int i = 0; i < spec.getEphemeralContainers().size(); i++) {
            var container = spec.getEphemeralContainers().get(i);
            add(found, "spec.ephemeralContainers[" + i + "].image", container.getImage(), ids.get(container.getName()));
        }
        for (int i = 0; i < spec.getVolumes().size(); i++) {
            Volume volume = spec.getVolumes().get(i);
            if (volume.getImage() != null) {
                add(found, "spec.volumes[" + i + "].image", volume.getImage().getReference(), null);
            }
        }
        return List.copyOf(found);
    }

    private void add(
            List<ObservedContainer> found, String prefix, List<Container> containers, Map<String, String> ids) {
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            add(found, prefix + i + "].image", container.getImage(), ids.get(container.getName()));
        }
    }

    private void add(List<ObservedContainer> found, String field, @Nullable String image, @Nullable String id) {
        if (image != null && !image.isEmpty()) {
            found.add(interner.intern(new ObservedContainer(
                    interner.intern(field), interner.intern(image), interner.intern(id == null ? "" : id))));
        }
    }

    private static Map<String, String> imageIds(PodStatus status) {
        Map<String, String> ids = new HashMap<>();
        collect(ids, status.getInitContainerStatuses());
        collect(ids, status.getContainerStatuses());
        collect(ids, status.getEphemeralContainerStatuses());
        return ids;
    }

    private static void collect(Map<String, String> ids, List<ContainerStatus> statuses) {
        for (ContainerStatus status : statuses) {
            if (status.getImageID() != null) {
                ids.put(status.getName(), status.getImageID());
            }
        }
    }

    private static List<String> pullSecrets(@Nullable PodSpec spec) {
        if (spec == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (LocalObjectReference reference : spec.getImagePullSecrets()) {
            if (reference.getName() != null) {
                names.add(reference.getName());
            }
        }
        return List.copyOf(names);
    }

    private Map<String, String> labels(ObjectMeta metadata) {
        Map<String, String> labels = metadata.getLabels();
        if (labels == null || labels.isEmpty()) {
            return Map.of();
        }
        Map<String, String> shared = new HashMap<>();
        labels.forEach((key, value) -> shared.put(interner.intern(key), interner.intern(value == null ? "" : value)));
        return interner.intern(Map.copyOf(shared));
    }

    private @Nullable String controller(ObjectMeta metadata) {
        for (OwnerReference owner : metadata.getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController()) && owner.getUid() != null) {
                return interner.intern(owner.getUid());
            }
        }
        return null;
    }
}
