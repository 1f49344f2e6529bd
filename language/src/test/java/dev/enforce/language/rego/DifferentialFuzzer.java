package dev.enforce.language.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.rego.limit.RegoLimits;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.JsonReader;
import dev.enforce.language.rego.value.Value;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Asks this engine and the real one the same questions.
 *
 * <p>Arguments: the reference program, a seed, how many policies, how many documents for each. Prints each difference as a
 * line of JSON, and at the end how often each pair of outcomes was seen.
 */
final class DifferentialFuzzer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InstantSource CLOCK = InstantSource.fixed(java.time.Instant.EPOCH);

    private DifferentialFuzzer() {}

    public static void main(String[] arguments) throws IOException {
        Process reference = new ProcessBuilder(arguments[0])
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long seed = Long.parseLong(arguments[1]);
        int policies = Integer.parseInt(arguments[2]);
        int documents = Integer.parseInt(arguments[3]);
        Map<String, Integer> seen = new TreeMap<>();
        try (BufferedWriter out = reference.outputWriter(StandardCharsets.UTF_8);
                BufferedReader in = reference.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < policies; i++) {
                PolicyGenerator generator = new PolicyGenerator(new Random(seed + i));
                String policy = generator.policy();
                for (int n = 0; n < documents; n++) {
                    String document = generator.document();
                    JsonNode answer = ask(out, in, policy, document);
                    String theirs = shown(answer);
                    String ours = ours(policy, document);
                    seen.merge(kind(theirs) + " / " + kind(ours), 1, Integer::sum);
                    if (!same(ours, theirs)) {
                        report(policy, document, ours, theirs, answer);
                    }
                    if (theirs.equals("policy-error")) {
                        break;
                    }
                }
            }
        }
        reference.destroy();
        System.out.println(seen);
    }

    static boolean same(String ours, String theirs) {
        return ours.startsWith("policy-error") && theirs.equals("policy-error")
                || ours.startsWith("evaluation-error") && theirs.equals("evaluation-error")
                // OPA's index passes over rules that need something undefined; see docs/reference/rego.md, "stricter".
                || ours.startsWith("evaluation-error eval_conflict_error") && !theirs.equals("true")
                || ours.equals(theirs)
                || (ours.startsWith("value ")
                        && theirs.startsWith("value ")
                        && (theirs.equals("value ?")
                                || JsonReader.read(ours.substring(6)).equals(JsonReader.read(theirs.substring(6)))));
    }

    private static String kind(String outcome) {
        int space = outcome.indexOf(' ');
        return space < 0 ? outcome : outcome.substring(0, space);
    }

    static JsonNode ask(BufferedWriter out, BufferedReader in, String policy, String document) throws IOException {
        ObjectNode question = JSON.createObjectNode().put("language", "rego").put("policy", policy);
        String line = JSON.writeValueAsString(question);
        out.write(line, 0, line.length() - 1);
        out.write(",\"document\":" + document + "}\n");
        out.flush();
        return JSON.readTree(in.readLine());
    }

    static String shown(JsonNode answer) {
        String outcome = answer.path("outcome").asText();
        return outcome.equals("value")
                ? "value "
                        + JsonReader.read(answer.path("value").toString())
                                .map(Value::json)
                                .orElse("?")
                : outcome;
    }

    static String ours(String policy, String document) {
        try {
            RegoOutcome outcome = RegoPolicy.compile(policy)
                    .evaluate(document.getBytes(StandardCharsets.UTF_8), RegoLimits.DEFAULT, CLOCK);
            return switch (outcome) {
                case RegoOutcome.Undefined _ -> "undefined";
                case RegoOutcome.Failed failed -> "evaluation-error " + failed.message();
                case RegoOutcome.Defined(Value value) ->
                    value instanceof BooleanValue(boolean truth)
                            ? String.valueOf(truth)
                            : "value "
                                    + JsonReader.read(value.json())
                                            .map(Value::json)
                                            .orElse("?");
            };
        } catch (PolicyTextException e) {
            return "policy-error " + e.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            return "BROKEN " + e + " " + e.getStackTrace()[0];
        }
    }

    private static void report(String policy, String document, String ours, String theirs, JsonNode answer) {
        System.out.println(JSON.createObjectNode()
                .put("policy", policy)
                .put("document", document)
                .put("ours", ours)
                .put("theirs", theirs)
                .put("errors", answer.path("errors").toString()));
    }
}
