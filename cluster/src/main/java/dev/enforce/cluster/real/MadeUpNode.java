package dev.enforce.cluster.real;

import dev.enforce.cluster.WireNames;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** A node with room for every Pod and no machine behind it. */
final class MadeUpNode {

    private static final Map<String, Quantity> ROOM = Map.of(
            "cpu", new Quantity("1000"),
            "memory", new Quantity("1Ti"),
            "ephemeral-storage", new Quantity("1Ti"),
            "pods", new Quantity("100000"));

    private MadeUpNode() {}

    static Node of(String annotation, String value) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(WireNames.NODE_NAME)
                .addToAnnotations(annotation, value)
                .addToLabels("kubernetes.io/hostname", WireNames.NODE_NAME)
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", "amd64")
                .endMetadata()
                .withNewStatus()
                .withAllocatable(ROOM)
                .withCapacity(ROOM)
                .withNewNodeInfo()
                .withArchitecture("amd64")
                .withOperatingSystem("linux")
                .withContainerRuntimeVersion("none")
                .endNodeInfo()
                .endStatus()
                .build();
    }

    static boolean isReady(KubernetesClient client) {
        Node node = client.nodes().withName(WireNames.NODE_NAME).get();
        return node != null
                && node.getSpec().getTaints().isEmpty()
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }
}
