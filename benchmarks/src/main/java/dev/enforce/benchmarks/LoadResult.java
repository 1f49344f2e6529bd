package dev.enforce.benchmarks;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a load came to.
 *
 * @param level for instance {@code c=8} or {@code 500/s}
 * @param latencies sorted
 * @param bad answers that were no review's answer, and broken connections
 * @param before use of the server before the load; null when its process is not known
 * @param after use of it after the load
 */
record LoadResult(
        String level,
        Duration took,
        Latencies latencies,
        long allowed,
        long denied,
        long bad,
        @Nullable ProcessUse before,
        @Nullable ProcessUse after) {

    static final String HEADER =
            "| load | level | req/s | p50 ms | p90 ms | p99 ms | max ms | CPU ms/req | RSS MiB | allowed | denied | bad |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|";

    double perSecond() {
        return (allowed + denied) / (took.toNanos() / 1e9);
    }

    String row(String name) {
        long answered = Math.max(1, allowed + denied);
        String cpu = before == null || after == null
                ? "-"
                : String.format(Locale.ROOT, "%.3f", (double) (after.cpuMillis() - before.cpuMillis()) / answered);
        String memory = after == null ? "-" : Long.toString(after.residentMiB());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.2f | %.2f | %.2f | %.1f | %s | %s | %d | %d | %d |",
                name,
                level,
                perSecond(),
                latencies.percentile(50),
                latencies.percentile(90),
                latencies.percentile(99),
                latencies.percentile(100),
                cpu,
                memory,
                allowed,
                denied,
                bad);
    }
}
