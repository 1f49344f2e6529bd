package dev.enforce.language.rego;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the real engine said of policies and documents, written down by {@code GoldenCorpus}. */
class GoldenCorpusTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void answersAsTheRealEngineDid() throws IOException {
        List<String> different = new ArrayList<>();
        int pairs = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("golden/pairs.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode pair = JSON.readTree(line);
                String ours = DifferentialFuzzer.ours(
                        pair.path("policy").asText(), pair.path("document").asText());
                String theirs = pair.path("outcome").asText();
                pairs++;
                if (!DifferentialFuzzer.same(ours, theirs)) {
                    different.add(theirs + " became " + ours + " for\n"
                            + pair.path("policy").asText());
                }
            }
        }

        assertThat(different).isEmpty();
        assertThat(pairs).isGreaterThan(1000);
    }
}
