package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionMetrics.PolicyOutcome;
import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.ImageFinding.Statement;
import dev.enforce.agent.admission.TagJudgement.Static;
import dev.enforce.model.ImageReference;
import dev.enforce.model.InvalidReferenceException;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import dev.enforce.policy.PolicyMode;
import dev.enforce.verification.PolicyError;
import dev.enforce.verification.PolicyFailure;
import dev.enforce.verification.PolicyObjection;
import dev.enforce.verification.PolicyPass;
import dev.enforce.verification.PolicyResult;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.Verdict.Failed;
import dev.enforce.verification.Verdict.Passed;
import dev.enforce.verification.Verdict.Uncovered;
import dev.enforce.verification.Verdict.Undecided;
import java.util.ArrayList;
import java.util.List;

/** Turns one image, as written in one object, into what is said of it. */
final class ImageJudgement {

    private final ImageJudge judge;
    private final RegistryClient registries;
    private final AdmissionSettings settings;
    private final AdmissionMetrics metrics;
    private final Subject.Images subject;
    private final Keychain keychain;
    private final Deadline deadline;

    ImageJudgement(
            ImageJudge judge,
            RegistryClient registries,
            AdmissionSettings settings,
            AdmissionMetrics metrics,
            Subject.Images subject,
            Keychain keychain,
            Deadline deadline) {
        this.judge = judge;
        this.registries = registries;
        this.settings = settings;
        this.metrics = metrics;
        this.subject = subject;
        this.keychain = keychain;
        this.deadline = deadline;
    }

    /** Judges the image; never allows what could not be evaluated. */
    ImageFinding of(String written) {
        ImageReference image;
        try {
            image = ImageReference.parse(written);
        } catch (InvalidReferenceException e) {
            return ImageFinding.refused(new Statement(String.valueOf(e.getMessage()), ""));
        }
        PinnedReference pinned = image.pinned().orElse(null);
        return pinned != null ? pinned(pinned, written) : tagged(image, written);
    }

    /** Said of an image whose judgement did not end in time. */
    static ImageFinding late(String written) {
        return ImageFinding.undecided(new Statement("context was canceled before validation completed", written));
    }

    private ImageFinding pinned(PinnedReference image, String written) {
        Verdict verdict = judge.verify(image, subject.facts(), keychain, deadline);
        count(verdict);
        return switch (verdict) {
            case Passed passed ->
                passed.warnings().isEmpty()
                        ? ImageFinding.NOTHING
                        : new ImageFinding(List.of(), ImageFinding.statements(passed.warnings(), List.of()), false);
            case Failed failed ->
                new ImageFinding(
                        ImageFinding.statements(failed.failures(), List.of()),
                        ImageFinding.statements(failed.warnings(), List.of()),
                        false);
            case Uncovered _ -> uncovered(written);
            case Undecided undecided ->
                new ImageFinding(
                        ImageFinding.statements(undecided.errors(), undecided.failures()),
                        ImageFinding.statements(undecided.warnings(), List.of()),
                        true);
        };
    }

    private ImageFinding tagged(ImageReference image, String written) {
        return switch (TagJudgement.of(image, subject.facts(), judge.policies())) {
            case TagJudgement.Uncovered _ -> uncovered(written);
            case TagJudgement.Decided decided -> decided(decided.policies(), image);
            case TagJudgement.NeedsDigest _ -> resolved(image, written);
        };
    }

    /** What tags stay in objects by the cluster's choice is judged by what they mean now; else a digest is wanted. */
    private ImageFinding resolved(ImageReference image, String written) {
        boolean wanted = isMutated(settings.mutationMode(), subject.workload());
        return switch (TagResolution.of(image, registries, keychain, deadline)) {
            case TagResolution.Resolved resolved ->
                wanted
                        ? ImageFinding.undecided(notADigest(
                                written,
                                "its tag means " + resolved.image().digest()
                                        + " now, but was not replaced by it before; try again"))
                        : pinned(resolved.image(), written);
            case TagResolution.Unresolved unresolved -> ImageFinding.undecided(notADigest(written, unresolved.why()));
        };
    }

    /** Whether tags in such an object are replaced by digests. */
    static boolean isMutated(MutationMode mode, Workload workload) {
        return switch (mode) {
            case ALL -> true;
            case PODS -> workload == Workload.POD;
            case NONE -> false;
        };
    }

    private static Statement notADigest(String written, String why) {
        return new Statement("invalid value: " + written + " must be an image digest", why);
    }

    private ImageFinding uncovered(String written) {
        metrics.uncovered();
        Statement nothing = new Statement("no matching policies", written);
        return switch (settings.noMatchPolicy()) {
            case ALLOW -> ImageFinding.NOTHING;
            case WARN -> ImageFinding.warned(nothing);
            case DENY -> ImageFinding.refused(nothing);
        };
    }

    private ImageFinding decided(List<Static> policies, ImageReference image) {
        List<Statement> errors = new ArrayList<>();
        List<Statement> warnings = new ArrayList<>();
        boolean undecided = false;
        for (Static said : policies) {
            String name = said.policy().name();
            if (said.passes()) {
                metrics.judged(name, PolicyOutcome.PASSED);
                continue;
            }
            boolean enforced = said.policy().mode() == PolicyMode.ENFORCE;
            undecided |= enforced && !said.isEvaluated();
            PolicyOutcome refused = said.isEvaluated() ? PolicyOutcome.FAILED : PolicyOutcome.ERROR;
            metrics.judged(name, enforced ? refused : PolicyOutcome.WARNED);
            Statement statement =
                    new Statement("failed policy: " + name, image.name() + " " + String.join(" ", said.reasons()));
            (enforced ? errors : warnings).add(statement);
        }
        return new ImageFinding(errors, warnings, undecided);
    }

    private void count(Verdict verdict) {
        List<PolicyObjection> warnings = switch (verdict) {
            case Passed passed -> passed.warnings();
            case Failed failed -> failed.warnings();
            case Undecided undecided -> undecided.warnings();
            case Uncovered _ -> List.of();
        };
        for (PolicyResult result : verdict.results()) {
            metrics.judged(result.policy(), outcome(result, warnings));
        }
    }

    private static PolicyOutcome outcome(PolicyResult result, List<PolicyObjection> warnings) {
        return switch (result) {
            case PolicyPass _ -> PolicyOutcome.PASSED;
            case PolicyFailure failure -> warnings.contains(failure) ? PolicyOutcome.WARNED : PolicyOutcome.FAILED;
            case PolicyError error -> warnings.contains(error) ? PolicyOutcome.WARNED : PolicyOutcome.ERROR;
        };
    }
}
