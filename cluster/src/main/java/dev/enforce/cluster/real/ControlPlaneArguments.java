package dev.enforce.cluster.real;

import java.util.List;
import java.util.stream.Stream;

/** Command lines of the programs of one control plane. */
record ControlPlaneArguments(ControlPlaneFiles files, int etcdPort, int etcdPeerPort, int apiServerPort) {

    /** The default of 20 requests a second would make 1,000 Pods take a minute. */
    private static final List<String> UNTHROTTLED =
            List.of("--kube-api-qps=2000", "--kube-api-burst=4000", "--leader-elect=false", "--secure-port=0");

    private static final String LOOPBACK = "127.0.0.1";

    List<String> etcd() {
        String clients = "http://" + LOOPBACK + ":" + etcdPort;
        String peers = "http://" + LOOPBACK + ":" + etcdPeerPort;
        return List.of(
                "--data-dir=" + files.path("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers,
                "--log-level=error");
    }

    List<String> apiServer() {
        return List.of(
                "--etcd-servers=http://" + LOOPBACK + ":" + etcdPort,
                "--bind-address=" + LOOPBACK,
                "--advertise-address=" + LOOPBACK,
                "--secure-port=" + apiServerPort,
                "--tls-cert-file=" + files.path("server.crt"),
                "--tls-private-key-file=" + files.path("server.key"),
                "--token-auth-file=" + files.path("tokens.csv"),
                "--authorization-mode=RBAC",
                "--anonymous-auth=false",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + files.path("sa.pub"),
                "--service-account-signing-key-file=" + files.path("sa.key"),
                "--service-cluster-ip-range=10.96.0.0/16",
                "--endpoint-reconciler-type=none",
                "--allow-privileged=true",
                "--profiling=false");
    }

    List<String> controllerManager() {
        return with(
                UNTHROTTLED,
                "--kubeconfig=" + files.kubeconfig(ControlPlaneFiles.CONTROLLER_MANAGER),
                "--service-account-private-key-file=" + files.path("sa.key"),
                "--root-ca-file=" + files.path("server.crt"),
                "--controllers=*",
                "--profiling=false");
    }

    List<String> scheduler() {
        return with(UNTHROTTLED, "--kubeconfig=" + files.kubeconfig(ControlPlaneFiles.SCHEDULER), "--profiling=false");
    }

    List<String> nodes() {
        return List.of(
                "--kubeconfig=" + files.kubeconfig(ControlPlaneFiles.NODES),
                "--config=" + files.path("stages.yaml"),
                "--manage-all-nodes",
                "--cidr=10.0.0.0/8",
                "--node-ip=" + LOOPBACK,
                "--node-lease-duration-seconds=40");
    }

    private static List<String> with(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }
}
