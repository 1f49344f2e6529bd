package dev.enforce.agent.admission;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.admission.AdmissionMetrics.Decision;
import dev.enforce.agent.admission.ReviewTree.Reading.Review;
import dev.enforce.agent.admission.ReviewTree.Reading.Unreadable;
import dev.enforce.policy.PolicySettings;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks for ClusterImagePolicy and TrustRoot.
 *
 * @param settings what validation depends on, of this moment
 */
public record PolicyWebhooks(Supplier<PolicySettings> settings, AdmissionMetrics metrics) {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyWebhooks.class);

    /** What a cluster's choices mean for the validation of policies in this system namespace. */
    public static PolicySettings settings(AdmissionSettings cluster, String systemNamespace) {
        PolicySettings settings = new PolicySettings(
                systemNamespace, cluster.failOnEmptyAuthorities(), PolicySettings.DEFAULT.identitiesOptional());
        return cluster.identitiesRequired() ? settings.withIdentitiesRequired() : settings;
    }

    /** Writes defaults. */
    public AdmissionHandler defaulting() {
        return (body, _) -> answered(WireNames.POLICY_DEFAULTING_PATH, body, new PolicyDefaulting());
    }

    /** Refuses what is invalid, in the exact words of the reference. */
    public AdmissionHandler validation() {
        return (body, _) -> answered(WireNames.POLICY_VALIDATION_PATH, body, new PolicyValidation(settings.get()));
    }

    /** Converts between served versions. */
    public AdmissionHandler conversion() {
        return new PolicyConversion(metrics);
    }

    /** One of the webhooks, for a review that could be read. */
    interface Deciding {
        ReviewHandler.Decided decide(ReviewTree review);
    }

    private AdmissionHandler.Answer answered(String webhook, byte[] body, Deciding deciding) {
        long start = System.nanoTime();
        ReviewHandler.Decided decided = switch (ReviewTree.read(body, ReviewReader.API_VERSION, ReviewReader.KIND)) {
            case Unreadable(var uid, var reason) ->
                new ReviewHandler.Decided(ReviewWriter.refuse(uid, reason), Decision.MALFORMED);
            case Review(var review) -> decide(review, deciding);
        };
        metrics.reviewed(webhook, decided.decision(), Duration.ofNanos(System.nanoTime() - start));
        return decided.answer();
    }

    private static ReviewHandler.Decided decide(ReviewTree review, Deciding deciding) {
        if (isLeftAlone(review)) {
            return ReviewHandler.Decided.allowed(ReviewWriter.allow(review.uid(), List.of()));
        }
        try {
            return deciding.decide(review);
        } catch (RuntimeException | StackOverflowError unexpected) {
            LOG.error("a defect: review {} of a policy is refused", review.uid(), unexpected);
            String message = "internal error, see the agent's log for review " + review.uid();
            return new ReviewHandler.Decided(ReviewWriter.deny(review.uid(), message, List.of()), Decision.UNDECIDED);
        }
    }

    /** What goes away, and what only a controller reports about a policy. */
    private static boolean isLeftAlone(ReviewTree review) {
        boolean update = review.text("operation").equals("UPDATE");
        boolean deleted = !review.object()
                .path("metadata")
                .path("deletionTimestamp")
                .asText("")
                .isEmpty();
        return review.text("operation").equals("DELETE")
                || review.text("subResource").equals("status")
                || (update && deleted);
    }
}
