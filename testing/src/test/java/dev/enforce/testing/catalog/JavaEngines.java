package dev.enforce.testing.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.language.cue.CueError;
import dev.enforce.language.cue.CueLimits;
import dev.enforce.language.cue.CuePolicy;
import dev.enforce.language.cue.CueResult;
import dev.enforce.language.rego.RegoPolicy;
import dev.enforce.language.rego.SigstoreCompliance;
import dev.enforce.language.rego.limit.RegoLimits;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The product's own engines. */
final class JavaEngines implements PredicateEngine {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    private final Map<String, RegoPolicy> rego = new HashMap<>();
    private final Map<String, CuePolicy> cue = new HashMap<>();

    JavaEngines(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Answer ask(String language, String source, JsonNode document) {
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return switch (language) {
            case "cue" -> answer(cue.computeIfAbsent(source, CuePolicy::compile).evaluate(json, CueLimits.DEFAULT));
            case "rego" ->
                answer(SigstoreCompliance.of(
                        rego.computeIfAbsent(source, RegoPolicy::compile).evaluate(json, RegoLimits.DEFAULT, clock)));
            default -> throw new IllegalArgumentException(language);
        };
    }

    private static Answer answer(CueResult result) {
        return switch (result) {
            case CueResult.Passed _ -> new Answer(true, "");
            case CueResult.Failed failed ->
                new Answer(
                        false, failed.errors().stream().map(CueError::toString).collect(Collectors.joining("\n")));
            case CueResult.DocumentError(String text) -> throw new IllegalStateException(text);
            case CueResult.LimitReached(String limit) -> throw new IllegalStateException(limit);
        };
    }

    private static Answer answer(SigstoreCompliance compliance) {
        return switch (compliance) {
            case SigstoreCompliance.Compliant _ -> new Answer(true, "");
            case SigstoreCompliance.Warned(String warning) -> new Answer(true, warning);
            case SigstoreCompliance.NotCompliant(String diagnostic) -> new Answer(false, diagnostic);
            case SigstoreCompliance.NotEvaluated(String error) -> throw new IllegalStateException(error);
        };
    }
}
