package dev.enforce.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Times of many requests, kept one by one: nothing is rounded into buckets. */
final class Latencies {

    private static final int INITIAL = 1 << 14;

    private long[] nanos = new long[INITIAL];
    private int count;

    void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = took;
    }

    /** All of several collections, sorted. */
    static Latencies together(List<Latencies> parts) {
        Latencies all = new Latencies();
        all.nanos =
                new long[Math.max(1, parts.stream().mapToInt(part -> part.count).sum())];
        for (Latencies part : parts) {
            System.arraycopy(part.nanos, 0, all.nanos, all.count, part.count);
            all.count += part.count;
        }
        Arrays.sort(all.nanos, 0, all.count);
        return all;
    }

    int count() {
        return count;
    }

    /** In milliseconds; 0 when there is none. Only of a sorted collection. */
    double percentile(double percent) {
        if (count == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100 * count);
        return nanos[Math.clamp(rank - 1, 0, count - 1)] / 1e6;
    }
}
