package dev.enforce.cluster;

/** The imitation keeps the contract. */
class SimulatedClusterTest extends KubernetesClusterContract {

    @Override
    KubernetesCluster start() {
        return TestClusters.simulated();
    }
}
