package dev.enforce.cluster;

/** Admission by kube-apiserver. */
class RealAdmissionTest extends AdmissionContract {

    @Override
    KubernetesCluster start() {
        return TestClusters.real();
    }
}
