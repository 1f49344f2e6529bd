package dev.enforce.agent.observation;

import java.util.List;

/**
 * A Pod that has not ended.
 *
 * @param pullSecrets names of the Secrets in its namespace that it pulls with
 * @param running whether its node has started it
 */
public record ObservedPod(
        ObservedWorkload workload,
        String serviceAccount,
        List<String> pullSecrets,
        List<ObservedContainer> containers,
        boolean running) {}
