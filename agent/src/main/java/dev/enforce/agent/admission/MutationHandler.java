package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionMetrics.Decision;
import dev.enforce.agent.admission.PodImages.ImageField;
import dev.enforce.agent.admission.ReviewHandler.Decided;
import dev.enforce.agent.admission.TagResolution.Resolved;
import dev.enforce.agent.admission.TagResolution.Unresolved;
import dev.enforce.model.ImageReference;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces tags by digests, so that what is verified is what will run. The tag stays in the text
 * ({@code repository:tag@digest}), since people read it.
 *
 * <p>Refuses nothing itself: a tag that could not be resolved stays, and validation refuses it with the registry's
 * own error.
 */
final class MutationHandler implements ReviewHandler.Deciding {

    static final String FAILED = "mutation failed";

    private static final Logger LOG = LoggerFactory.getLogger(MutationHandler.class);

    private final ImageWebhooks webhooks;
    private final BoundedThreads threads;

    MutationHandler(ImageWebhooks webhooks, BoundedThreads threads) {
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
            case Subject.Images subject -> Decided.allowed(mutated(request.uid(), subject, deadline));
        };
    }

    private AdmissionHandler.Answer mutated(String uid, Subject.Images subject, Deadline deadline) {
        if (!ImageJudgement.isMutated(webhooks.settings().get().mutationMode(), subject.workload())
                || subject.keepsImages()
                || (subject.previous() != null && subject.workload().hasImmutableTemplate())) {
            return ReviewWriter.allow(uid, List.of());
        }
        Map<String, String> replacements = replacements(subject, deadline);
        return replacements.isEmpty()
                ? ReviewWriter.allow(uid, List.of())
                : ReviewWriter.allowPatched(uid, patch(subject, replacements));
    }

    /** New text for each image that gets one. */
    private Map<String, String> replacements(Subject.Images subject, Deadline deadline) {
        Map<String, String> replacements = new LinkedHashMap<>();
        List<String> toResolve = new ArrayList<>();
        ImageJudge judge = webhooks.judge().get();
        for (String written : ValidationHandler.distinctImages(subject.pod())) {
            ImageReference image = ImageReference.tryParse(written).orElse(null);
            if (image == null) {
                continue;
            }
            PinnedReference pinned = image.pinned().orElse(null);
            if (pinned != null) {
                put(replacements, written, pinned);
            } else if (TagJudgement.of(image, subject.facts(), judge.policies()) instanceof TagJudgement.NeedsDigest) {
                toResolve.add(written);
            }
        }
        if (!toResolve.isEmpty()) {
            resolve(toResolve, subject, deadline, replacements);
        }
        return replacements;
    }

    private void resolve(
            List<String> images, Subject.Images subject, Deadline deadline, Map<String, String> replacements) {
        Keychain keychain = webhooks.keychain(subject);
        List<TagResolution> resolutions = threads.map(
                images,
                deadline,
                written -> TagResolution.of(ImageReference.parse(written), webhooks.registries(), keychain, deadline),
                written -> new Unresolved("no answer in time", true));
        for (int i = 0; i < images.size(); i++) {
            switch (resolutions.get(i)) {
                case Resolved resolved -> put(replacements, images.get(i), resolved.image());
                case Unresolved unresolved ->
                    LOG.info(
                            "{} in namespace {} keeps its tag: {}",
                            TextBounds.line(images.get(i), 300),
                            subject.facts().namespace(),
                            TextBounds.line(unresolved.why(), 500));
            }
        }
    }

    private static void put(Map<String, String> replacements, String written, PinnedReference image) {
        String pinned = image.toString();
        if (!pinned.equals(written)) {
            replacements.put(written, pinned);
        }
    }

    private static byte[] patch(Subject.Images subject, Map<String, String> replacements) {
        return ReviewWriter.written(json -> {
            json.writeStartArray();
            for (ImageField field : subject.pod().images()) {
                @Nullable String replacement = replacements.get(field.image());
                if (replacement != null) {
                    json.writeStartObject();
                    json.writeStringField("op", "replace");
                    json.writeStringField(
                            "path", field.pointer(subject.workload().specPath()));
                    json.writeStringField("value", replacement);
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        });
    }
}
