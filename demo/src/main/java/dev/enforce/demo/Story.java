package dev.enforce.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Runs the steps in order, times each, and remembers what each has proven. The first step that fails ends the story. */
final class Story {

    /** What a step does; the text that it returns is what it has proven. */
    interface Step {
        String tell();
    }

    /** How a step ended. */
    record Chapter(String title, Duration took, String proven, boolean held) {}

    private final Screen screen;
    private final LongSupplier nanoTime;
    private final List<Chapter> chapters = new ArrayList<>();

    Story(Screen screen, LongSupplier nanoTime) {
        this.screen = screen;
        this.nanoTime = nanoTime;
    }

    /** @throws StoryException if the step did not do what it should */
    void step(String title, Step step) {
        screen.blank();
        screen.heading(title);
        long start = nanoTime.getAsLong();
        try {
            String proven = step.tell();
            chapters.add(new Chapter(title, since(start), proven, true));
        } catch (StoryException e) {
            chapters.add(new Chapter(title, since(start), String.valueOf(e.getMessage()), false));
            throw e;
        }
    }

    List<Chapter> chapters() {
        return List.copyOf(chapters);
    }

    void summary() {
        screen.blank();
        screen.heading("What was shown");
        for (Chapter chapter : chapters) {
            String mark = chapter.held() ? "held  " : "FAILED";
            screen.timed("  " + mark + "  " + chapter.proven(), Screen.seconds(chapter.took()));
        }
    }

    private Duration since(long start) {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }
}
