package dev.enforce.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Runs blocking tasks side by side, a bounded number at a time: the last on the thread that asks, the others on virtual
 * threads.
 */
final class Parallel {

    private final int limit;

    Parallel(int limit) {
        this.limit = limit;
    }

    /** The results in the order of the tasks. What a task throws is thrown here, after all tasks ended. */
    <T> List<T> all(List<Supplier<T>> tasks) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        List<FutureTask<T>> running = new ArrayList<>(tasks.size());
        Semaphore slots = new Semaphore(limit);
        for (Supplier<T> task : tasks) {
            running.add(new FutureTask<>(() -> {
                slots.acquireUninterruptibly();
                try {
                    return task.get();
                } finally {
                    slots.release();
                }
            }));
        }
        for (FutureTask<T> task : running.subList(0, running.size() - 1)) {
            Thread.ofVirtual().name("evidence").start(task);
        }
        running.getLast().run();
        return results(running);
    }

    private static <T> List<T> results(List<FutureTask<T>> running) {
        List<T> results = new ArrayList<>(running.size());
        RuntimeException problem = null;
        boolean interrupted = false;
        for (int i = 0; i < running.size(); ) {
            try {
                results.add(running.get(i).get());
                i++;
            } catch (ExecutionException e) {
                problem = e.getCause() instanceof RuntimeException thrown
                        ? thrown
                        : new IllegalStateException("a task failed", e.getCause());
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (problem != null) {
            throw problem;
        }
        return results;
    }
}
