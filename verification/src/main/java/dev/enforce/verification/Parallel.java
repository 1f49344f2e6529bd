package dev.enforce.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Runs blocking tasks side by side on virtual threads, a bounded number at a time. */
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
        if (tasks.size() == 1) {
            return List.of(tasks.getFirst().get());
        }
        List<Future<T>> running = new ArrayList<>(tasks.size());
        Semaphore slots = new Semaphore(limit);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Supplier<T> task : tasks) {
                running.add(threads.submit(() -> {
                    slots.acquire();
                    try {
                        return task.get();
                    } finally {
                        slots.release();
                    }
                }));
            }
        }
        List<T> results = new ArrayList<>(running.size());
        for (Future<T> future : running) {
            results.add(result(future));
        }
        return results;
    }

    private static <T> T result(Future<T> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException("a task failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
