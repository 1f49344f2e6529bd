package dev.enforce.agent.server;

import java.time.Duration;

/**
 * Where and how the agent listens.
 *
 * @param host address to bind both ports to
 * @param webhookPort port of the webhooks (TLS); 0 takes any free one
 * @param healthPort port of health and metrics (plain HTTP); 0 takes any free one
 * @param maxBodyBytes longest request body that is read whole
 * @param maxBytesInFlight bodies of that many bytes may be in work at once; what exceeds it waits
 * @param maxConnections connections at once
 * @param lameDuck how long requests are still taken after readiness went down, so that whoever routes them notices
 * @param drainLimit how long the last requests may take at shutdown
 */
public record ServerOptions(
        String host,
        int webhookPort,
        int healthPort,
        int maxBodyBytes,
        long maxBytesInFlight,
        int maxConnections,
        Duration lameDuck,
        Duration drainLimit) {

    private static final long MIB = 1024L * 1024L;

    /** Limits for an agent of 128 MiB heap. */
    public static ServerOptions of(String host, int webhookPort, int healthPort, int maxBodyBytes, Duration lameDuck) {
        return new ServerOptions(
                host, webhookPort, healthPort, maxBodyBytes, 32 * MIB, 2_000, lameDuck, Duration.ofSeconds(11));
    }
}
