package dev.enforce.agent.admission;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A review as a whole tree, for the webhooks of policies: there are few of them, and they need every field. No field
 * may stand twice anywhere in it.
 *
 * @param request {@code request}, an object with a {@code uid}
 */
record ReviewTree(JsonNode request) {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(JsonCursor.CONSTRAINTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int MAX_UID = 256;

    /** What a body turned out to be. */
    sealed interface Reading {

        record Review(ReviewTree tree) implements Reading {}

        /** @param uid of the request, if it could be read */
        record Unreadable(@Nullable String uid, String reason) implements Reading {}
    }

    /** Never throws for anything that the body holds. */
    static Reading read(byte[] body, String apiVersion, String kind) {
        if (body.length > AdmissionLimits.MAX_BODY_BYTES) {
            return new Reading.Unreadable(null, "longer than " + AdmissionLimits.MAX_BODY_BYTES + " bytes");
        }
        JsonNode review;
        try {
            review = MAPPER.readTree(body);
        } catch (JacksonException e) {
            String why = TextBounds.shown(String.valueOf(e.getOriginalMessage()), 300);
            return new Reading.Unreadable(null, "not readable as JSON: " + why);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
        JsonNode request = review.path("request");
        JsonNode uid = request.path("uid");
        if (!uid.isTextual() || uid.textValue().isEmpty() || uid.textValue().length() > MAX_UID) {
            return new Reading.Unreadable(null, "request.uid is missing");
        }
        if (!apiVersion.equals(review.path("apiVersion").asText())
                || !kind.equals(review.path("kind").asText())) {
            String found = review.path("kind").asText() + "\" of version \""
                    + review.path("apiVersion").asText();
            return new Reading.Unreadable(
                    uid.textValue(),
                    "unsupported \"" + TextBounds.shown(found, 160) + "\": only " + kind + " of " + apiVersion
                            + " is understood");
        }
        return new Reading.Review(new ReviewTree(request));
    }

    String uid() {
        return text("uid");
    }

    String text(String field) {
        return request.path(field).asText("");
    }

    JsonNode object() {
        return request.path("object");
    }
}
