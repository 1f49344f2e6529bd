package dev.enforce.testing.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The real engines, behind the line protocol of {@code conformance/languages}. */
final class ReferenceEngines implements PredicateEngine, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_COMPLIANT =
            "policy is not compliant for query 'isCompliant = data.sigstore.isCompliant'";

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    ReferenceEngines(String program) {
        try {
            process = new ProcessBuilder(program)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    @Override
    public Answer ask(String language, String source, JsonNode document) {
        ObjectNode question = JSON.createObjectNode();
        question.put("language", language).put("policy", source).set("document", document);
        try {
            questions.write(JSON.writeValueAsString(question));
            questions.newLine();
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the reference engines ended");
            }
            return answer(JSON.readTree(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer answer(JsonNode said) {
        return switch (said.path("outcome").asText()) {
            case "passed", "true" -> new Answer(true, "");
            case "failed" -> new Answer(false, lines(said.path("errors")) + lines(said.path("paths")));
            case "false", "undefined" -> new Answer(false, NOT_COMPLIANT);
            case "value" -> responses(said.path("value"));
            default -> throw new IllegalStateException("the policy cannot be evaluated: " + said);
        };
    }

    private static String lines(JsonNode texts) {
        StringBuilder lines = new StringBuilder();
        texts.forEach(text -> lines.append(text.asText()).append('\n'));
        return lines.toString();
    }

    /** One response that is true is enough; else the last one's error counts. */
    private static Answer responses(JsonNode responses) {
        String error = "";
        for (JsonNode response : responses) {
            if (response.path("result").asBoolean(false)) {
                return new Answer(true, response.path("warning").asText(""));
            }
            error = response.path("error").asText("");
        }
        return new Answer(false, error.isEmpty() ? NOT_COMPLIANT : NOT_COMPLIANT + " with errors: " + error);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
