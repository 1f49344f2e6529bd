package dev.enforce.agent.admission;

import java.time.Duration;

/** One webhook: the body of a request in, the answer out. */
public interface AdmissionHandler {

    /**
     * Answers one review. Never throws for anything that a request holds: what cannot be read or decided is refused.
     *
     * @param body the request's body; the caller bounds its size by {@link AdmissionLimits#MAX_BODY_BYTES} and hands
     *     over a longer one cut anywhere beyond the limit, so that the refusal is ours
     * @param budget how long the answer may take; {@link AdmissionLimits#MAX_BUDGET} bounds it further
     */
    Answer handle(byte[] body, Duration budget);

    /**
     * What goes back over HTTP.
     *
     * @param status 200 for every review that could be answered, allowed or not; 400 when the body is no review at
     *     all, which the API server treats as a failed call (and with {@code failurePolicy: Fail} refuses)
     * @param body JSON
     */
    record Answer(int status, byte[] body) {}
}
