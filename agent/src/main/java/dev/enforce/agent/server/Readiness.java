package dev.enforce.agent.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Whether the agent may be asked: every condition must hold, and the agent must not be on its way out. */
public final class Readiness {

    private static final int MAX_NOTES = 50;
    private static final int MAX_NOTE = 500;

    private final List<Condition> conditions = new CopyOnWriteArrayList<>();
    private final List<Note> notes = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private volatile boolean draining;

    private record Condition(String name, Supplier<Optional<String>> obstacle) {}

    private record Note(String name, Supplier<List<String>> lines) {}

    /**
     * Adds a condition.
     *
     * @param obstacle what stands in the way now, or empty; asked often, must not block
     */
    public void require(String name, Supplier<Optional<String>> obstacle) {
        conditions.add(new Condition(name, obstacle));
    }

    /**
     * Adds something that is told beside the answer, but changes nothing about it.
     *
     * @param lines what somebody should see now; asked often, must not block
     */
    public void note(String name, Supplier<List<String>> lines) {
        notes.add(new Note(name, lines));
    }

    /** What somebody should see now though it stands in nobody's way, one bounded line each. */
    public List<String> notes() {
        return notes.stream()
                .flatMap(note -> note.lines().get().stream().map(line -> note.name() + ": " + line))
                .limit(MAX_NOTES)
                .map(line -> line.length() <= MAX_NOTE ? line : line.substring(0, MAX_NOTE) + "…")
                .toList();
    }

    /** What stands in the way now, one line each; empty means ready. */
    public List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (draining) {
            found.add("shutdown: draining");
        }
        for (Condition condition : conditions) {
            condition.obstacle().get().ifPresent(text -> found.add(condition.name() + ": " + text));
        }
        return found;
    }

    public boolean isReady() {
        return obstacles().isEmpty();
    }

    /** Looks again; completes {@link #reached()} the first time that nothing stands in the way. */
    public void check() {
        if (!reached.isDone() && isReady()) {
            reached.complete(null);
        }
    }

    /** Completes once the agent was ready for the first time. */
    public CompletableFuture<Void> reached() {
        return reached.copy();
    }

    /** Runs something, quick, the first time that the agent is ready. */
    public void onReached(Runnable action) {
        CompletableFuture<Void> unused = reached.thenRun(action);
    }

    /** From now on the answer is no: no new work should be sent here. */
    public void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }
}
