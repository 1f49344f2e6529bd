package dev.enforce.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process of this machine has used, read from {@code /proc}.
 *
 * @param cpuMillis user and system time so far; the kernel counts in hundredths of a second
 * @param residentMiB memory now
 * @param peakMiB most memory so far
 */
record ProcessUse(long cpuMillis, long residentMiB, long peakMiB) {

    private static final int MILLIS_PER_TICK = 10;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    static ProcessUse of(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(proc.resolve("stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(afterName[USER_TIME]) + Long.parseLong(afterName[SYSTEM_TIME]);
            List<String> status = Files.readAllLines(proc.resolve("status"));
            return new ProcessUse(ticks * MILLIS_PER_TICK, mebibytes(status, "VmRSS:"), mebibytes(status, "VmHWM:"));
        } catch (IOException e) {
            throw new UncheckedIOException("there is no process " + pid + " to measure", e);
        }
    }

    private static long mebibytes(List<String> status, String field) {
        for (String line : status) {
            if (line.startsWith(field)) {
                return Long.parseLong(
                                line.substring(field.length()).replace("kB", "").strip())
                        / 1024;
            }
        }
        throw new IllegalStateException("/proc tells no " + field);
    }
}
