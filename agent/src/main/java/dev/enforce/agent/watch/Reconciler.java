package dev.enforce.agent.watch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one step again whenever somebody asked for it, one at a time, and in any case after a while.
 *
 * <p>Requests that arrive while a step runs lead to exactly one more. A step that fails is logged and tried again after
 * a pause that doubles up to a limit; it never ends the loop.
 */
public final class Reconciler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String name;
    private final Runnable step;
    private final Duration period;
    private final Semaphore asked = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Prepares a loop.
     *
     * @param name for logs and the thread
     * @param step idempotent
     * @param period longest time between two steps
     */
    public Reconciler(String name, Duration period, Runnable step) {
        this.name = name;
        this.step = step;
        this.period = period;
        this.thread = Thread.ofVirtual().name("reconcile-" + name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Asks for a step; returns at once. */
    public void ask() {
        if (asked.availablePermits() == 0) {
            asked.release();
        }
    }

    /** Ends after the step that runs now. */
    @Override
    public void close() {
        closed = true;
        asked.release();
        try {
            if (thread.isAlive()) {
                boolean unused = thread.join(LONGEST_PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        Duration wait = Duration.ZERO;
        try {
            while (!closed) {
                if (asked.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    asked.drainPermits();
                }
                if (closed) {
                    return;
                }
                if (attempt()) {
                    pause = FIRST_PAUSE;
                    wait = period;
                } else {
                    wait = pause.compareTo(period) < 0 ? pause : period;
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() {
        try {
            step.run();
            return true;
        } catch (RuntimeException failure) {
            LOG.warn("{} failed and is tried again: {}", name, failure.toString());
            LOG.debug("{} failed", name, failure);
            return false;
        }
    }
}
