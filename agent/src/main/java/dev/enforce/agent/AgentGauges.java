package dev.enforce.agent;

import dev.enforce.agent.configuration.LiveConfiguration;
import dev.enforce.agent.policies.PolicyState;
import dev.enforce.agent.policies.PolicyStore;
import dev.enforce.agent.server.Readiness;
import dev.enforce.agent.telemetry.Metrics;
import java.util.function.BooleanSupplier;

/** What the metrics show of the agent's state. */
final class AgentGauges {

    private AgentGauges() {}

    static void register(
            Metrics metrics,
            PolicyStore policies,
            LiveConfiguration configuration,
            Readiness readiness,
            BooleanSupplier leading) {
        for (PolicyState.Standing standing : PolicyState.Standing.values()) {
            metrics.gauge(
                    "enforce.policies." + standing.name().toLowerCase(java.util.Locale.ROOT),
                    "Policies whose standing is this",
                    () -> policies.current().policies().stream()
                            .filter(state -> state.standing() == standing)
                            .count());
        }
        metrics.gauge(
                "enforce.trust.roots.unusable",
                "Trust roots that cannot be used as they stand",
                () -> policies.current().trustRoots().stream()
                        .filter(state -> !state.problems().isEmpty())
                        .count());
        metrics.gauge(
                "enforce.configuration.problems",
                "ConfigMaps that cannot be used as they stand",
                () -> configuration.problems().size());
        metrics.gauge("enforce.ready", "Whether this replica is ready", () -> readiness.isReady() ? 1 : 0);
        metrics.gauge("enforce.leading", "Whether this replica leads", () -> leading.getAsBoolean() ? 1 : 0);
        metrics.gauge(
                "enforce.resync.seconds",
                "Period of continuous verification",
                () -> configuration.resync().toMillis() / 1000.0);
    }
}
