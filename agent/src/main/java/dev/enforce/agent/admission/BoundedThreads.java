package dev.enforce.agent.admission;

import dev.enforce.oci.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Works on the images of a review side by side: on virtual threads, of which so many run at once over all reviews.
 * What does not end by the deadline is interrupted and answered by a given value.
 */
final class BoundedThreads {

    private final Semaphore permits;

    BoundedThreads(int atOnce) {
        permits = new Semaphore(atOnce);
    }

    /**
     * One result for each input, in their order.
     *
     * @param late result for an input whose work did not end in time
     */
    <I, R> List<R> map(List<I> inputs, Deadline deadline, Function<I, R> work, Function<I, R> late) {
        if (inputs.size() == 1) {
            return List.of(work.apply(inputs.getFirst()));
        }
        List<FutureTask<R>> tasks = new ArrayList<>(inputs.size());
        for (I input : inputs) {
            FutureTask<R> task = new FutureTask<>(bounded(input, deadline, work, late));
            Thread.ofVirtual().name("admission").start(task);
            tasks.add(task);
        }
        List<R> results = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            results.add(result(tasks.get(i), inputs.get(i), deadline, late));
        }
        return results;
    }

    private <I, R> Callable<R> bounded(I input, Deadline deadline, Function<I, R> work, Function<I, R> late) {
        return () -> {
            if (!permits.tryAcquire(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                return late.apply(input);
            }
            try {
                return work.apply(input);
            } finally {
                permits.release();
            }
        };
    }

    private static <I, R> R result(FutureTask<R> task, I input, Deadline deadline, Function<I, R> late) {
        try {
            return task.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return late.apply(input);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return late.apply(input);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("work on an image ended in a checked exception", e.getCause());
        }
    }
}
