package dev.enforce.cluster;

/** Where a cluster comes from. */
public enum ClusterKind {
    /** The API server and controllers of Kubernetes, started on loopback for us. */
    REAL,
    /** Our own imitation of an API server. */
    SIMULATED,
    /** Somebody's cluster, reached through a context of a kubeconfig. */
    CONTEXT
}
