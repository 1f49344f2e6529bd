package dev.enforce.agent.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.enforce.agent.admission.AdmissionHandler.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what a review is answered. */
final class ReviewWriter {

    /** The API server hands a denial to the user as it is; beyond this nobody reads on. */
    private static final int MAX_MESSAGE = 48 * 1024;

    /**
     * The API server sends 4096 characters of warnings in all, whole as long as they fit, else each cut to 256; what
     * does not fit is left out without a word.
     */
    private static final int MAX_WARNINGS_TOTAL = 4096;

    private static final int MAX_WARNING_AMONG_MANY = 256;
    private static final int INITIAL_BYTES = 256;

    private static final JsonFactory FACTORY = new JsonFactory();

    private ReviewWriter() {}

    static Answer allow(String uid, List<String> warnings) {
        return answer(uid, warnings, null, null);
    }

    /** Allows, with these JSON Patch operations. */
    static Answer allowPatched(String uid, byte[] patch) {
        return answer(uid, List.of(), null, patch);
    }

    /** Refuses with code 400 and reason {@code BadRequest}. */
    static Answer deny(String uid, String message, List<String> warnings) {
        return answer(uid, warnings, message, null);
    }

    /** Refuses what is no review: in a review's answer when the request is known, else as a bad request. */
    static Answer refuse(@Nullable String uid, String reason) {
        String message = "decoding request failed: " + reason;
        return uid != null
                ? deny(uid, message, List.of())
                : new Answer(400, written(json -> status(json, TextBounds.shown(message, MAX_MESSAGE))));
    }

    private static Answer answer(String uid, List<String> warnings, @Nullable String denial, byte @Nullable [] patch) {
        return new Answer(200, written(json -> {
            json.writeStartObject();
            json.writeStringField("kind", ReviewReader.KIND);
            json.writeStringField("apiVersion", ReviewReader.API_VERSION);
            json.writeObjectFieldStart("response");
            json.writeStringField("uid", uid);
            json.writeBooleanField("allowed", denial == null);
            if (denial != null) {
                json.writeFieldName("status");
                status(json, TextBounds.shown(denial, MAX_MESSAGE));
            }
            if (patch != null) {
                json.writeStringField("patchType", "JSONPatch");
                json.writeBinaryField("patch", patch);
            }
            warnings(json, warnings);
            json.writeEndObject();
            json.writeEndObject();
        }));
    }

    private static void status(JsonGenerator json, String message) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "Status");
        json.writeStringField("apiVersion", "v1");
        json.writeObjectFieldStart("metadata");
        json.writeEndObject();
        json.writeStringField("status", "Failure");
        json.writeStringField("message", message);
        json.writeStringField("reason", "BadRequest");
        json.writeNumberField("code", 400);
        json.writeEndObject();
    }

    private static void warnings(JsonGenerator json, List<String> warnings) throws IOException {
        if (warnings.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("warnings");
        for (String warning : bounded(warnings)) {
            json.writeString(warning);
        }
        json.writeEndArray();
    }

    /** As many as reach the user; the last one says how many do not. */
    static List<String> bounded(List<String> warnings) {
        List<String> lines = warnings.stream()
                .map(warning -> TextBounds.line(warning, MAX_WARNINGS_TOTAL - 1))
                .toList();
        if (lines.stream().mapToInt(String::length).sum() <= MAX_WARNINGS_TOTAL) {
            return lines;
        }
        int room = MAX_WARNINGS_TOTAL / MAX_WARNING_AMONG_MANY - 1;
        List<String> kept = lines.stream()
                .limit(room)
                .map(line -> TextBounds.line(line, MAX_WARNING_AMONG_MANY - 1))
                .collect(Collectors.toCollection(ArrayList::new));
        if (lines.size() > room) {
            kept.add("and " + (lines.size() - room) + " more warnings of this kind");
        }
        return kept;
    }

    /** Something that writes JSON. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] written(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
