package dev.enforce.oci;

import java.time.Duration;

/** Waits between two tries; tests put a clock of their own here. */
@FunctionalInterface
public interface Pause {

    void pause(Duration duration) throws InterruptedException;

    /** Waits on the clock on the wall. */
    static Pause sleeping() {
        return duration -> Thread.sleep(duration);
    }
}
