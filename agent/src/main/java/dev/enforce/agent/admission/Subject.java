package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionRequest.Operation;
import dev.enforce.verification.WorkloadFacts;
import dev.enforce.verification.WorkloadObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a review of a workload asks for. */
sealed interface Subject {

    /** There is nothing to look at. */
    record Nothing() implements Subject {}

    /** Something that this webhook cannot judge; it is refused. */
    record Unsupported(String why) implements Subject {}

    /**
     * Images to be looked at.
     *
     * @param previous the object as it was, on UPDATE
     */
    record Images(
            Workload workload,
            WorkloadFacts facts,
            AdmittedObject object,
            PodImages pod,
            @Nullable AdmittedObject previous)
            implements Subject {

        /** Whether an update leaves every image as it was. */
        boolean keepsImages() {
            return previous != null && workload.imagesOf(previous).images().equals(pod.images());
        }

        /**
         * Whether an update leaves everything as it was that a judgement depends on.
         *
         * @param labelsMatter whether a policy selects objects by their labels
         */
        boolean keepsEverythingRelevant(boolean labelsMatter) {
            return previous != null
                    && workload.imagesOf(previous).equals(pod)
                    && object.replicas() <= previous.replicas()
                    && (!labelsMatter || object.labels().equals(previous.labels()));
        }
    }

    /** Sorts a request. */
    static Subject of(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE || request.operation() == Operation.CONNECT) {
            return new Nothing();
        }
        return switch (request.subResource()) {
            case "status", "scale" -> new Nothing();
            case "", "ephemeralcontainers", "resize" -> written(request);
            default -> unsupported(request);
        };
    }

    private static Subject written(AdmissionRequest request) {
        Optional<Workload> workload = Workload.of(request);
        if (workload.isEmpty()) {
            return unsupported(request);
        }
        AdmittedObject object = request.object();
        if (object == null) {
            return new Unsupported("request.object is missing");
        }
        String kind = workload.get().kind();
        if (!request.kind().equals(kind)) {
            return new Unsupported("request.kind is \"" + TextBounds.shown(request.kind(), 80) + "\", but the kind of "
                    + request.resource() + " is " + kind);
        }
        boolean update = request.operation() == Operation.UPDATE;
        if (update && object.isBeingDeleted()) {
            return new Nothing();
        }
        PodImages pod = workload.get().imagesOf(object);
        return new Images(
                workload.get(), facts(request, object, kind), object, pod, update ? request.oldObject() : null);
    }

    private static WorkloadFacts facts(AdmissionRequest request, AdmittedObject object, String kind) {
        AdmissionRequest.GroupVersionResource resource = request.resource();
        String namespace = request.namespace().isEmpty() ? object.namespace() : request.namespace();
        return new WorkloadFacts(
                        resource.group(), resource.version(), resource.resource(), kind, namespace, object.labels())
                .with(() -> new WorkloadObject.Read(
                        object.specification().bytes(), object.metadata().bytes()));
    }

    private static Unsupported unsupported(AdmissionRequest request) {
        String below = request.subResource().isEmpty() ? "" : "/" + request.subResource();
        return new Unsupported("this webhook does not judge " + TextBounds.shown(request.resource() + below, 200)
                + "; its rules name more than it supports");
    }
}
