package dev.enforce.cluster;

/** The programs of Kubernetes keep the contract. */
class RealClusterTest extends KubernetesClusterContract {

    @Override
    KubernetesCluster start() {
        return TestClusters.real();
    }
}
