package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression under other documents; what follows it sees the former ones again. */
public final class WithStep extends Step {

    /** What is replaced. */
    public enum Target {
        INPUT,
        DATA,
        FUNCTION
    }

    /**
     * A modifier.
     *
     * @param function the name of a replaced function
     * @param replacement the name of the function that replaces it; null where the value does
     */
    public record Modifier(
            Target target,
            List<Value> path,
            @Nullable String function,
            @Nullable String replacement,
            Operand value) {}

    private final List<Modifier> modifiers;
    private final int saved;
    private final Step inner;

    public WithStep(List<Modifier> modifiers, int saved, Step inner) {
        this.modifiers = modifiers;
        this.saved = saved;
        this.inner = inner;
    }

    @Override
    boolean run(Frame frame) {
        Context outer = frame.context;
        Context changed = outer;
        for (Modifier modifier : modifiers) {
            changed = apply(changed, modifier, frame);
        }
        Object before = frame.collectors[saved];
        frame.collectors[saved] = outer;
        frame.context = changed;
        boolean enough = inner.run(frame);
        frame.context = outer;
        frame.collectors[saved] = before;
        return enough;
    }

    private static Context apply(Context context, Modifier modifier, Frame frame) {
        return switch (modifier.target()) {
            case INPUT -> context.withInput(modifier.path(), modifier.value().value(frame));
            case DATA -> context.withData(modifier.path(), modifier.value().value(frame));
            case FUNCTION -> {
                String name = java.util.Objects.requireNonNull(modifier.function());
                yield context.withMock(
                        name,
                        modifier.replacement() == null
                                ? new Context.Mock.Fixed(modifier.value().value(frame))
                                : new Context.Mock.Function(modifier.replacement()));
            }
        };
    }

    /** Goes on with what follows the modified expression. */
    public static final class Restore extends Step {
        private final int saved;

        public Restore(int saved) {
            this.saved = saved;
        }

        @Override
        boolean run(Frame frame) {
            Context inside = frame.context;
            frame.context = (Context) java.util.Objects.requireNonNull(frame.collectors[saved]);
            boolean enough = proceed(frame);
            frame.context = inside;
            return enough;
        }
    }
}
