package dev.enforce.agent.observation;

import dev.enforce.verification.WorkloadFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object of the cluster that runs images or owns what runs them.
 *
 * @param controllerUid uid of its controlling owner; null when it has none
 */
public record ObservedWorkload(
        Type type,
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        @Nullable String controllerUid) {

    /** The kinds that are watched. */
    public enum Type {
        POD("", "v1", "pods", "Pod"),
        REPLICA_SET("apps", "v1", "replicasets", "ReplicaSet"),
        DEPLOYMENT("apps", "v1", "deployments", "Deployment"),
        STATEFUL_SET("apps", "v1", "statefulsets", "StatefulSet"),
        DAEMON_SET("apps", "v1", "daemonsets", "DaemonSet"),
        JOB("batch", "v1", "jobs", "Job"),
        CRON_JOB("batch", "v1", "cronjobs", "CronJob");

        private final String group;
        private final String version;
        private final String resource;
        private final String kind;

        Type(String group, String version, String resource, String kind) {
            this.group = group;
            this.version = version;
            this.resource = resource;
            this.kind = kind;
        }

        /** Group and version as objects write them, for instance {@code apps/v1}. */
        public String apiVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }

        /** Kind as objects write it, for instance {@code ReplicaSet}. */
        public String kind() {
            return kind;
        }
    }

    /** What policies may ask of it. */
    public WorkloadFacts facts() {
        return new WorkloadFacts(type.group, type.version, type.resource, type.kind, namespace, labels);
    }
}
