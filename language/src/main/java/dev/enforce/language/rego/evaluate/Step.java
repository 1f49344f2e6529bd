package dev.enforce.language.rego.evaluate;

import org.jspecify.annotations.Nullable;

/** One expression of a body, followed by the rest of it: it runs the rest once for each way in which it holds. */
public abstract class Step {

    private @Nullable Step next;

    Step() {}

    /** Runs this expression and what follows; true when no more solutions are wanted. */
    abstract boolean run(Frame frame);

    /** Links the expression that follows. */
    public final void then(Step following) {
        next = following;
    }

    final boolean proceed(Frame frame) {
        Step following = next;
        if (following == null) {
            throw new IllegalStateException("a body without an end");
        }
        return following.run(frame);
    }
}
