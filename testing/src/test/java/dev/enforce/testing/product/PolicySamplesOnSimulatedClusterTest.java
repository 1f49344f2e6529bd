package dev.enforce.testing.product;

import dev.enforce.cluster.KubernetesCluster;

class PolicySamplesOnSimulatedClusterTest extends PolicySamplesContract {

    @Override
    KubernetesCluster cluster() {
        return ProductClusters.simulated();
    }
}
