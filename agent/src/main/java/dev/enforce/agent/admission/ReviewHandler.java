package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionMetrics.Decision;
import dev.enforce.agent.admission.ReviewReader.Reading.Review;
import dev.enforce.agent.admission.ReviewReader.Reading.Unreadable;
import dev.enforce.oci.Deadline;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the webhooks for workloads have in common: reading, refusing what cannot be read, and the last safety net. */
final class ReviewHandler implements AdmissionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewHandler.class);

    private final String webhook;
    private final String failed;
    private final Deciding deciding;
    private final AdmissionMetrics metrics;

    /** What a webhook decides. */
    interface Deciding {
        Decided decide(AdmissionRequest request, Deadline deadline);
    }

    /** An answer and what it means. */
    record Decided(Answer answer, Decision decision) {
        static Decided allowed(Answer answer) {
            return new Decided(answer, Decision.ALLOWED);
        }
    }

    /**
     * @param webhook name in metrics
     * @param failed beginning of the text of a refusal, for instance {@code validation failed}
     */
    ReviewHandler(String webhook, String failed, Deciding deciding, AdmissionMetrics metrics) {
        this.webhook = webhook;
        this.failed = failed;
        this.deciding = deciding;
        this.metrics = metrics;
    }

    @Override
    public Answer handle(byte[] body, Duration budget) {
        long start = System.nanoTime();
        Duration bounded = budget.compareTo(AdmissionLimits.MAX_BUDGET) < 0 ? budget : AdmissionLimits.MAX_BUDGET;
        Decided decided = switch (ReviewReader.read(body)) {
            case Unreadable(var uid, var reason) -> new Decided(ReviewWriter.refuse(uid, reason), Decision.MALFORMED);
            case Review review -> decide(review.request(), Deadline.after(bounded));
        };
        metrics.reviewed(webhook, decided.decision(), Duration.ofNanos(System.nanoTime() - start));
        return decided.answer();
    }

    private Decided decide(AdmissionRequest request, Deadline deadline) {
        try {
            return deciding.decide(request, deadline);
        } catch (RuntimeException | StackOverflowError unexpected) {
            LOG.error("a defect: review {} of {} is refused", request.uid(), request.resource(), unexpected);
            String message = failed + ": internal error, see the agent's log for review " + request.uid();
            return new Decided(ReviewWriter.deny(request.uid(), message, List.of()), Decision.UNDECIDED);
        }
    }
}
