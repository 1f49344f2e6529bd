package dev.enforce.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The yardstick itself. */
class LoadTest {

    @Test
    void percentilesAreOfAllTimesTogether() {
        Latencies one = new Latencies();
        Latencies other = new Latencies();
        for (int i = 1; i <= 50_000; i++) {
            one.add(i * 2_000L);
            other.add(i * 2_000L - 1_000L);
        }

        Latencies all = Latencies.together(List.of(one, other));

        assertThat(all.count()).isEqualTo(100_000);
        assertThat(all.percentile(50)).isCloseTo(50.0, within(0.01));
        assertThat(all.percentile(99)).isCloseTo(99.0, within(0.01));
        assertThat(all.percentile(100)).isCloseTo(100.0, within(0.01));
        assertThat(new Latencies().percentile(99)).isZero();
    }

    @Test
    void reviewsAreJsonAndTakeTheImagesInTurn() throws Exception {
        ReviewBodies bodies = new ReviewBodies(List.of("a/b", "c/d"), "default");
        ObjectMapper mapper = new ObjectMapper();

        var first = mapper.readTree(bodies.next()).path("request");
        var second = mapper.readTree(bodies.next()).path("request");

        assertThat(first.at("/object/spec/containers/0/image").asText()).isEqualTo("a/b");
        assertThat(second.at("/object/spec/containers/0/image").asText()).isEqualTo("c/d");
        assertThat(first.path("uid").asText()).isNotEqualTo(second.path("uid").asText());
        assertThatIllegalArgumentException().isThrownBy(() -> new ReviewBodies(List.of(), "default"));
    }

    @Test
    void knowsWhatThisProcessUses() {
        ProcessUse use = ProcessUse.of(ProcessHandle.current().pid());

        assertThat(use.residentMiB()).isPositive().isLessThanOrEqualTo(use.peakMiB());
        assertThat(use.cpuMillis()).isPositive();
    }

    @Test
    void aRowHoldsWhatWasMeasured() {
        Latencies times = new Latencies();
        times.add(1_000_000);
        ProcessUse before = new ProcessUse(100, 50, 60);
        ProcessUse after = new ProcessUse(300, 55, 60);

        LoadResult result = new LoadResult(
                "c=1", Duration.ofSeconds(2), Latencies.together(List.of(times)), 900, 100, 1, before, after);

        assertThat(result.row("key"))
                .isEqualTo("| key | c=1 | 500 | 1.00 | 1.00 | 1.00 | 1.0 | 0.200 | 55 | 900 | 100 | 1 |");
    }
}
