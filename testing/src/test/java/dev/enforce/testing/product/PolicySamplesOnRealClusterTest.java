package dev.enforce.testing.product;

import dev.enforce.cluster.KubernetesCluster;

class PolicySamplesOnRealClusterTest extends PolicySamplesContract {

    @Override
    KubernetesCluster cluster() {
        return ProductClusters.real();
    }
}
