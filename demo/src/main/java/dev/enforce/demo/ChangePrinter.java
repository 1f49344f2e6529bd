package dev.enforce.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Shows a CloudEvent of the agent as one line of the story. */
final class ChangePrinter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Screen screen;
    private final ZoneId zone;
    private final InstantSource clock;

    ChangePrinter(Screen screen, ZoneId zone, InstantSource clock) {
        this.screen = screen;
        this.zone = zone;
        this.clock = clock;
    }

    /** Whether the event tells this change of this policy for this image. */
    static boolean tells(JsonNode event, String digest, String policy, String change) {
        JsonNode body = body(event);
        return event.path("subject").asText().endsWith(digest)
                && body.path("policies").path(policy).path("change").asText().equals(change);
    }

    void print(JsonNode event, String policy, String note) {
        JsonNode body = body(event);
        JsonNode result = body.path("policies").path(policy);
        String time = TIME.format(clock.instant().atZone(zone));
        String change = result.path("change").asText().toUpperCase(Locale.ROOT);
        screen.timed(
                "  %s  %-9s %s  %s"
                        .formatted(
                                time,
                                change,
                                policy,
                                shortened(event.path("subject").asText())),
                note);
        String diagnostic = result.path("diagnostic").asText();
        if (!diagnostic.isEmpty()) {
            diagnostic.lines().forEach(line -> screen.output("          " + readable(line)));
        }
    }

    /** Digests cut to what a person compares. */
    private static String readable(String line) {
        return line.replaceAll("(sha256:[0-9a-f]{8})[0-9a-f]{56}", "$1…");
    }

    private static JsonNode body(JsonNode event) {
        return event.path("data").path("body");
    }

    static String shortened(String image) {
        int digest = image.indexOf("@sha256:");
        return digest < 0 || image.length() < digest + 20 ? image : image.substring(0, digest + 16) + "…";
    }
}
