package dev.enforce.agent.admission;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of objects that hold containers, and where in them a Pod's specification stands. */
enum Workload {
    POD("", "pods", "Pod", "spec"),
    REPLICA_SET("apps", "replicasets", "ReplicaSet", "spec.template.spec"),
    DEPLOYMENT("apps", "deployments", "Deployment", "spec.template.spec"),
    STATEFUL_SET("apps", "statefulsets", "StatefulSet", "spec.template.spec"),
    DAEMON_SET("apps", "daemonsets", "DaemonSet", "spec.template.spec"),
    JOB("batch", "jobs", "Job", "spec.template.spec"),
    CRON_JOB("batch", "cronjobs", "CronJob", "spec.jobTemplate.spec.template.spec");

    private static final PodImages NONE = new PodImages.Builder().build();

    private final String group;
    private final String resource;
    private final String kind;
    private final String specPath;

    Workload(String group, String resource, String kind, String specPath) {
        this.group = group;
        this.resource = resource;
        this.kind = kind;
        this.specPath = specPath;
    }

    /** The kind that a request is about. */
    static Optional<Workload> of(AdmissionRequest request) {
        AdmissionRequest.GroupVersionResource wanted = request.resource();
        for (Workload workload : values()) {
            if (workload.resource.equals(wanted.resource()) && workload.group.equals(wanted.group())) {
                return Optional.of(workload);
            }
        }
        return Optional.empty();
    }

    String kind() {
        return kind;
    }

    /** Field path of the Pod's specification. */
    String specPath() {
        return specPath;
    }

    /** What bears on images in an object of this kind. */
    PodImages imagesOf(AdmittedObject object) {
        @Nullable
        PodImages found = switch (this) {
            case POD -> object.spec();
            case REPLICA_SET, DEPLOYMENT, STATEFUL_SET, DAEMON_SET, JOB -> object.template();
            case CRON_JOB -> object.jobTemplate();
        };
        return found == null ? NONE : found;
    }

    /** Whether the API server refuses every change of the Pod template once the object exists. */
    boolean hasImmutableTemplate() {
        return this == JOB;
    }
}
