package dev.enforce.agent.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line: {@code ts}, {@code severity}, {@code logger}, {@code message}, the MDC's entries, {@code
 * error}.
 *
 * <p>Bounded: a message is cut at 8 KiB, a stack trace at 40 frames. What looks like a private key or a bearer token is
 * left out, as a second line of defence behind the rule that none is logged.
 */
final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {

    private static final int MAX_MESSAGE = 8 * 1024;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 5;
    private static final Pattern SECRET =
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?"
                    + "|(?i)\\b(bearer|basic)\\s+[a-z0-9._~+/=-]{16,}");

    @Override
    public byte @Nullable [] headerBytes() {
        return null;
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        line.append("{\"ts\":\"").append(event.getInstant()).append('"');
        field(line, "severity", event.getLevel().toString().toLowerCase(Locale.ROOT));
        field(line, "logger", event.getLoggerName());
        field(line, "message", safe(event.getFormattedMessage()));
        for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
            field(line, entry.getKey(), safe(entry.getValue()));
        }
        if (event.getThrowableProxy() != null) {
            field(line, "error", safe(trace(event.getThrowableProxy())));
        }
        return line.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void field(StringBuilder line, String name, String value) {
        line.append(",\"");
        escape(line, name);
        line.append("\":\"");
        escape(line, value);
        line.append('"');
    }

    static String safe(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String bounded = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
        return SECRET.matcher(bounded).replaceAll("[redacted]");
    }

    private static String trace(IThrowableProxy failure) {
        StringBuilder text = new StringBuilder();
        IThrowableProxy current = failure;
        for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
            text.append(depth == 0 ? "" : "\ncaused by: ").append(current.getClassName());
            if (current.getMessage() != null) {
                text.append(": ").append(current.getMessage());
            }
            StackTraceElementProxy[] frames = current.getStackTraceElementProxyArray();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                text.append("\n\t").append(frames[i].getSTEAsString());
            }
            current = current.getCause();
        }
        return text.toString();
    }

    private static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < 0x20 || (Character.isSurrogate(c) && !isPaired(text, i))) {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
    }

    private static boolean isPaired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
