package dev.enforce.agent.telemetry;

import dev.enforce.agent.admission.AdmissionMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** The agent's metrics, for Prometheus; all names begin with {@code enforce_}. */
public final class Metrics implements AdmissionMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ConcurrentHashMap<ReviewKey, Timer> reviews = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<PolicyKey, Counter> judgements = new ConcurrentHashMap<>();
    private final Counter uncovered = Counter.builder("enforce.uncovered.images")
            .description("Images in reviews that no policy applies to")
            .register(registry);

    private record ReviewKey(String webhook, Decision decision) {}

    private record PolicyKey(String policy, PolicyOutcome outcome) {}

    /** Where other parts register what they measure. */
    public MeterRegistry registry() {
        return registry;
    }

    /** What {@code /metrics} shows. */
    public String scrape() {
        return registry.scrape();
    }

    /** Shows a value that is read when it is asked for. */
    public void gauge(String name, String description, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** Forgets the policies that are not among these. */
    public void retainPolicies(Collection<String> names) {
        Set<String> alive = new TreeSet<>(names);
        judgements.entrySet().removeIf(entry -> {
            boolean gone = !alive.contains(entry.getKey().policy());
            if (gone) {
                registry.remove(entry.getValue());
            }
            return gone;
        });
    }

    @Override
    public void reviewed(String webhook, Decision decision, Duration took) {
        reviews.computeIfAbsent(new ReviewKey(webhook, decision), this::newTimer)
                .record(took);
    }

    @Override
    public void judged(String policy, PolicyOutcome outcome) {
        judgements
                .computeIfAbsent(new PolicyKey(policy, outcome), this::newCounter)
                .increment();
    }

    @Override
    public void uncovered() {
        uncovered.increment();
    }

    private Timer newTimer(ReviewKey key) {
        return Timer.builder("enforce.admission.duration")
                .description("Time to answer a review")
                .tag("webhook", key.webhook())
                .tag("decision", key.decision().name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter newCounter(PolicyKey key) {
        return Counter.builder("enforce.policy.results")
                .description("What a policy said of an image in a review")
                .tag("policy", key.policy())
                .tag("outcome", key.outcome().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
