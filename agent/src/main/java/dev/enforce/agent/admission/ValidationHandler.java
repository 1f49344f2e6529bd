package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionMetrics.Decision;
import dev.enforce.agent.admission.ImageFinding.Statement;
import dev.enforce.agent.admission.PodImages.ImageField;
import dev.enforce.agent.admission.ReviewHandler.Decided;
import dev.enforce.oci.Deadline;
import dev.enforce.policy.CompiledPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses objects whose images do not satisfy the policies. */
final class ValidationHandler implements ReviewHandler.Deciding {

    static final String FAILED = "validation failed";

    private final ImageWebhooks webhooks;
    private final BoundedThreads threads;

    ValidationHandler(ImageWebhooks webhooks, BoundedThreads threads) {
        this.webhooks = webhooks;
        this.threads = threads;
    }

    @Override
    public Decided decide(AdmissionRequest request, Deadline deadline) {
        return switch (Subject.of(request)) {
            case Subject.Nothing _ -> Decided.allowed(ReviewWriter.allow(request.uid(), List.of()));
            case Subject.Unsupported unsupported ->
                new Decided(
                        ReviewWriter.deny(request.uid(), FAILED + ": " + unsupported.why(), List.of()),
                        Decision.UNDECIDED);
            case Subject.Images subject -> decide(request.uid(), subject, deadline);
        };
    }

    private Decided decide(String uid, Subject.Images subject, Deadline deadline) {
        ImageJudge judge = webhooks.judge().get();
        if (!anyReadsObjects(judge.policies())
                && subject.keepsEverythingRelevant(anySelectsByLabels(judge.policies()))) {
            return Decided.allowed(ReviewWriter.allow(uid, List.of()));
        }
        if (subject.pod().images().isEmpty()) {
            String message = FAILED + ": no container was found below "
                    + subject.workload().specPath();
            return new Decided(ReviewWriter.deny(uid, message, List.of()), Decision.UNDECIDED);
        }
        ImageJudgement judgement = new ImageJudgement(
                judge,
                webhooks.registries(),
                webhooks.settings().get(),
                webhooks.metrics(),
                subject,
                webhooks.keychain(subject),
                deadline);
        List<String> images = distinctImages(subject.pod());
        List<ImageFinding> findings = threads.map(images, deadline, judgement::of, ImageJudgement::late);
        return answer(uid, subject, images, findings);
    }

    private static Decided answer(
            String uid, Subject.Images subject, List<String> images, List<ImageFinding> findings) {
        FieldDiagnostics errors = new FieldDiagnostics();
        FieldDiagnostics warnings = new FieldDiagnostics();
        String specPath = subject.workload().specPath();
        boolean undecided = false;
        Map<String, ImageFinding> byImage = byImage(images, findings);
        for (ImageField field : subject.pod().images()) {
            ImageFinding finding = byImage.get(field.image());
            if (finding == null) {
                throw new IllegalStateException("an image was not judged: " + field);
            }
            undecided |= finding.isUndecided();
            for (Statement error : finding.errors()) {
                errors.add(error.message(), field.path(specPath), error.details());
            }
            for (Statement warning : finding.warnings()) {
                warnings.add(warning.message(), field.path(specPath), warning.details());
            }
        }
        if (errors.isEmpty()) {
            return Decided.allowed(ReviewWriter.allow(uid, warnings.texts()));
        }
        String message = FAILED + ": " + String.join("\n", errors.texts());
        return new Decided(
                ReviewWriter.deny(uid, message, warnings.texts()), undecided ? Decision.UNDECIDED : Decision.DENIED);
    }

    private static Map<String, ImageFinding> byImage(List<String> images, List<ImageFinding> findings) {
        Map<String, ImageFinding> byImage = HashMap.newHashMap(images.size());
        for (int i = 0; i < images.size(); i++) {
            byImage.put(images.get(i), findings.get(i));
        }
        return byImage;
    }

    static List<String> distinctImages(PodImages pod) {
        if (pod.images().size() == 1) {
            return List.of(pod.images().getFirst().image());
        }
        Set<String> distinct = new LinkedHashSet<>();
        for (ImageField field : pod.images()) {
            distinct.add(field.image());
        }
        return new ArrayList<>(distinct);
    }

    /** Such a policy may refuse an update that leaves the images as they were. */
    private static boolean anyReadsObjects(List<CompiledPolicy> policies) {
        for (CompiledPolicy policy : policies) {
            if (policy.predicate() != null && policy.predicate().readsObject()) {
                return true;
            }
        }
        return false;
    }

    private static boolean anySelectsByLabels(List<CompiledPolicy> policies) {
        for (CompiledPolicy policy : policies) {
            if (policy.matches().stream().anyMatch(match -> match.selector() != null)) {
                return true;
            }
        }
        return false;
    }
}
