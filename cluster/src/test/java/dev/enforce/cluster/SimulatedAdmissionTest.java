package dev.enforce.cluster;

/** Admission by the imitation. */
class SimulatedAdmissionTest extends AdmissionContract {

    @Override
    KubernetesCluster start() {
        return TestClusters.simulated();
    }
}
