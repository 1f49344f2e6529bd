package dev.enforce.agent.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process's log: its form, and its levels while it runs. */
public final class Logging {

    private static final Logger LOG = LoggerFactory.getLogger(Logging.class);

    private final Set<String> set = new HashSet<>();

    /** JSON lines on standard error, from INFO on; other people's libraries from WARN on. For the main program only. */
    public static void toJsonLines() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        JsonLogEncoder encoder = new JsonLogEncoder();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.WARN);
        context.getLogger("dev.enforce").setLevel(Level.INFO);
        // Says at every start that v1alpha1 is no stable version, which is so by design.
        context.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .setLevel(Level.ERROR);
    }

    /**
     * Sets these levels, and takes back those of the last call that are not among them.
     *
     * @param levels level (debug, info, warn, error) by logger name
     */
    public synchronized void use(Map<String, String> levels) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            LOG.warn("log levels cannot be changed: the log is not ours");
            return;
        }
        for (String name : set) {
            if (!levels.containsKey(name)) {
                context.getLogger(name).setLevel("dev.enforce".equals(name) ? Level.INFO : null);
            }
        }
        set.clear();
        levels.forEach((name, level) -> {
            context.getLogger(name).setLevel(Level.toLevel(level, Level.INFO));
            set.add(name);
        });
    }
}
