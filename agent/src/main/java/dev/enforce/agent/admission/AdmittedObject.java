package dev.enforce.agent.admission;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is read of an object: its metadata and, at each of the three places where a Pod's specification can stand,
 * what bears on images.
 *
 * @param labels labels of the object itself
 * @param isBeingDeleted whether {@code metadata.deletionTimestamp} is set
 * @param replicas {@code spec.replicas}; 1 when absent, as the API defaults it
 * @param spec at {@code spec}, for Pods
 * @param template at {@code spec.template.spec}, for most workloads
 * @param jobTemplate at {@code spec.jobTemplate.spec.template.spec}, for CronJobs
 * @param metadata where {@code metadata} stands in the review
 * @param specification where {@code spec} stands in the review
 */
record AdmittedObject(
        String name,
        String namespace,
        Map<String, String> labels,
        boolean isBeingDeleted,
        int replicas,
        @Nullable PodImages spec,
        @Nullable PodImages template,
        @Nullable PodImages jobTemplate,
        Slice metadata,
        Slice specification) {}
