package dev.enforce.language.rego;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Writes the golden corpus: arguments are the reference program, the file, and how many policies.
 *
 * <p>Of policies that do not compile only every tenth is kept.
 */
final class GoldenCorpus {

    private GoldenCorpus() {}

    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Process reference = new ProcessBuilder(arguments[0]).start();
        int policies = Integer.parseInt(arguments[2]);
        try (BufferedWriter out = reference.outputWriter(StandardCharsets.UTF_8);
                BufferedReader in = reference.inputReader(StandardCharsets.UTF_8);
                BufferedWriter file = Files.newBufferedWriter(Path.of(arguments[1]))) {
            for (int i = 0; i < policies; i++) {
                PolicyGenerator generator = new PolicyGenerator(new Random(4_000_000L + i));
                String policy = generator.policy();
                for (int n = 0; n < 10; n++) {
                    String document = generator.document();
                    String outcome = DifferentialFuzzer.shown(DifferentialFuzzer.ask(out, in, policy, document));
                    boolean refused = outcome.equals("policy-error");
                    if (!refused || i % 10 == 0) {
                        file.write(json.writeValueAsString(json.createObjectNode()
                                .put("policy", policy)
                                .put("document", document)
                                .put("outcome", outcome)));
                        file.write('\n');
                    }
                    if (refused) {
                        break;
                    }
                }
            }
        }
        reference.destroy();
    }
}
