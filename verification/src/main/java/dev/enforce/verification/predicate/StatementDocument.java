package dev.enforce.verification.predicate;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/**
 * The document that the policy of an attestation sees: the in-toto statement.
 *
 * <p>Where the policy names the predicate type by an URI, the statement is as it was signed. Where it uses one of the
 * old short names, the predicate is brought into the form that the reference gives it, which policies of that time rely
 * on: unknown fields are gone, absent ones have their empty value, times are written alike.
 */
public final class StatementDocument {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StatementDocument() {}

    /**
     * The document; empty if the predicate is not what the short name says.
     *
     * @param writtenType predicate type as the policy writes it
     * @param statement as it was signed
     */
    public static Optional<byte[]> of(String writtenType, byte[] statement) {
        Optional<PredicateShape> shape = PredicateShape.of(writtenType);
        if (shape.isEmpty()) {
            return Optional.of(statement);
        }
        try {
            if (!(JSON.readTree(statement) instanceof ObjectNode document)) {
                return Optional.empty();
            }
            Optional<JsonNode> predicate = shape.get().read(document.path("predicate"));
            if (predicate.isEmpty()) {
                return Optional.empty();
            }
            document.set("predicate", predicate.get());
            return Optional.of(JSON.writeValueAsBytes(document));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
