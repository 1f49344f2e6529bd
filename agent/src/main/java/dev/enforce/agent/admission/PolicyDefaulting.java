package dev.enforce.agent.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.enforce.agent.admission.ReviewHandler.Decided;
import dev.enforce.policy.ClusterImagePolicyDefaults;
import dev.enforce.policy.TrustRootDefaults;
import dev.enforce.policy.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes defaults into policies and trust roots. What is wrong with them is left to validation. */
final class PolicyDefaulting implements PolicyWebhooks.Deciding {

    @Override
    public Decided decide(ReviewTree review) {
        JsonNode object = review.object();
        if (!object.isObject()) {
            return new Decided(
                    ReviewWriter.deny(review.uid(), "mutation failed: request.object is missing", List.of()),
                    AdmissionMetrics.Decision.UNDECIDED);
        }
        ArrayNode patch = switch (object.path("kind").asText()) {
            case WireNames.CLUSTER_IMAGE_POLICY -> ClusterImagePolicyDefaults.patch(object);
            case WireNames.TRUST_ROOT -> TrustRootDefaults.patch(object);
            default -> null;
        };
        if (patch == null) {
            String kind = TextBounds.shown(object.path("kind").asText(), 80);
            return new Decided(
                    ReviewWriter.deny(
                            review.uid(), "mutation failed: kind \"" + kind + "\" has no defaults here", List.of()),
                    AdmissionMetrics.Decision.UNDECIDED);
        }
        return Decided.allowed(
                patch.isEmpty()
                        ? ReviewWriter.allow(review.uid(), List.of())
                        : ReviewWriter.allowPatched(
                                review.uid(), patch.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
