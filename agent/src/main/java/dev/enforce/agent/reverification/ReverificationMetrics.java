package dev.enforce.agent.reverification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What continuous verification measures, for each policy. */
public final class ReverificationMetrics {

    private final MeterRegistry registry;
    private final AtomicInteger images = new AtomicInteger();
    private final Map<String, Counts> policies = new ConcurrentHashMap<>();

    private static final class Counts {
        private final AtomicInteger valid = new AtomicInteger();
        private final AtomicInteger invalid = new AtomicInteger();
        private final AtomicInteger undecided = new AtomicInteger();
        private final List<Meter> meters = new ArrayList<>();
    }

    public ReverificationMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("enforce.reverification.images", images, AtomicInteger::get)
                .description("Images that run in the cluster")
                .register(registry);
    }

    void turn(int known, int judged) {
        images.set(known);
        if (judged > 0) {
            registry.counter("enforce.reverification.judgements").increment(judged);
        }
    }

    void changed(ImageChanges changes) {
        for (PolicyChange change : changes.changes()) {
            registry.counter(
                            "enforce.policy.changes",
                            "policy",
                            change.policy(),
                            "change",
                            change.kind().wireName(),
                            "valid",
                            String.valueOf(change.valid()))
                    .increment();
        }
    }

    /** Counts anew; a policy that covers nothing that runs any more is forgotten. */
    synchronized void states(List<Map<String, PolicyState>> all) {
        Map<String, int[]> counts = new HashMap<>();
        for (Map<String, PolicyState> states : all) {
            states.forEach((policy, state) -> {
                int[] count = counts.computeIfAbsent(policy, ignored -> new int[3]);
                Boolean valid = state.valid();
                count[valid == null ? 2 : valid ? 0 : 1]++;
            });
        }
        policies.entrySet().removeIf(entry -> {
            boolean gone = !counts.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().meters.forEach(registry::remove);
            }
            return gone;
        });
        counts.forEach((policy, count) -> {
            Counts shown = policies.computeIfAbsent(policy, this::register);
            shown.valid.set(count[0]);
            shown.invalid.set(count[1]);
            shown.undecided.set(count[2]);
        });
    }

    private Counts register(String policy) {
        Counts counts = new Counts();
        counts.meters.add(gauge(policy, "valid", counts.valid));
        counts.meters.add(gauge(policy, "invalid", counts.invalid));
        counts.meters.add(gauge(policy, "undecided", counts.undecided));
        return counts;
    }

    private Gauge gauge(String policy, String result, AtomicInteger value) {
        return Gauge.builder("enforce.policy.images", value, AtomicInteger::get)
                .description("Running images that a policy covers, by what it says of them")
                .tag("policy", policy)
                .tag("result", result)
                .register(registry);
    }
}
