package dev.enforce.agent.reverification;

import java.io.IOException;

/** Takes one event to its sink. */
@FunctionalInterface
public interface EventTransport {

    /**
     * Sends, and waits for the answer.
     *
     * @return the HTTP status
     * @throws IOException if there was no answer
     */
    int send(CloudEvent event) throws IOException, InterruptedException;
}
