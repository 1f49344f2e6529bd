package dev.enforce.agent.admission;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.agent.WireNames;
import dev.enforce.agent.admission.AdmissionMetrics.Decision;
import dev.enforce.policy.ClusterImagePolicyConversion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers the {@code ConversionReview} of {@code apiextensions.k8s.io/v1}. */
final class PolicyConversion implements AdmissionHandler {

    private static final String API_VERSION = "apiextensions.k8s.io/v1";
    private static final String KIND = "ConversionReview";

    private final AdmissionMetrics metrics;

    PolicyConversion(AdmissionMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Answer handle(byte[] body, Duration budget) {
        long start = System.nanoTime();
        ReviewHandler.Decided decided = switch (ReviewTree.read(body, API_VERSION, KIND)) {
            case ReviewTree.Reading.Unreadable(var uid, var reason) ->
                new ReviewHandler.Decided(
                        uid == null ? ReviewWriter.refuse(null, reason) : failure(uid, reason), Decision.MALFORMED);
            case ReviewTree.Reading.Review(var review) -> converted(review);
        };
        metrics.reviewed(
                WireNames.POLICY_CONVERSION_PATH, decided.decision(), Duration.ofNanos(System.nanoTime() - start));
        return decided.answer();
    }

    private static ReviewHandler.Decided converted(ReviewTree review) {
        String desired = review.text("desiredAPIVersion");
        JsonNode objects = review.request().path("objects");
        if (!objects.isArray()) {
            return new ReviewHandler.Decided(
                    failure(review.uid(), "request.objects is not a list"), Decision.MALFORMED);
        }
        List<ObjectNode> converted = new ArrayList<>(objects.size());
        for (JsonNode object : objects) {
            if (!(object instanceof ObjectNode one)) {
                return new ReviewHandler.Decided(
                        failure(review.uid(), "request.objects[" + converted.size() + "] is not an object"),
                        Decision.MALFORMED);
            }
            try {
                converted.add(ClusterImagePolicyConversion.convert(one, desired));
            } catch (IllegalArgumentException e) {
                return new ReviewHandler.Decided(
                        failure(review.uid(), "conversion failed: " + e.getMessage()), Decision.DENIED);
            }
        }
        return ReviewHandler.Decided.allowed(success(review.uid(), converted));
    }

    private static Answer success(String uid, List<ObjectNode> objects) {
        return answer(uid, json -> {
            json.writeArrayFieldStart("convertedObjects");
            for (ObjectNode object : objects) {
                json.writeRawValue(object.toString());
            }
            json.writeEndArray();
            json.writeObjectFieldStart("result");
            json.writeStringField("status", "Success");
            json.writeEndObject();
        });
    }

    private static Answer failure(String uid, String message) {
        return answer(uid, json -> {
            json.writeObjectFieldStart("result");
            json.writeStringField("status", "Failure");
            json.writeStringField("message", TextBounds.shown(message, 2_000));
            json.writeEndObject();
        });
    }

    private static Answer answer(String uid, ReviewWriter.Body fields) {
        return new Answer(200, ReviewWriter.written(json -> write(json, uid, fields)));
    }

    private static void write(JsonGenerator json, String uid, ReviewWriter.Body fields) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", KIND);
        json.writeStringField("apiVersion", API_VERSION);
        json.writeObjectFieldStart("response");
        json.writeStringField("uid", uid);
        fields.write(json);
        json.writeEndObject();
        json.writeEndObject();
    }
}
