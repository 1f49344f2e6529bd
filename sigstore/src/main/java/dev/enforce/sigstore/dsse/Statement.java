package dev.enforce.sigstore.dsse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.model.Digest;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An in-toto statement.
 *
 * @param type {@code _type}, for instance {@code https://in-toto.io/Statement/v1}
 * @param predicate the predicate's JSON; the text {@code null} when there is none
 * @param payload the statement as it was signed
 */
public record Statement(String type, List<Subject> subjects, String predicateType, byte[] predicate, byte[] payload) {

    private static final String TYPE_V01 = "https://in-toto.io/Statement/v0.1";
    private static final String TYPE_V1 = "https://in-toto.io/Statement/v1";
    private static final int MAX_SUBJECTS = 10_000;
    private static final int MAX_DIGESTS = 64;

    /**
     * What a statement is about.
     *
     * @param digests hexadecimal digests by algorithm, for instance {@code sha256}
     */
    public record Subject(String name, Map<String, String> digests) {
        public Subject {
            digests = Map.copyOf(digests);
        }
    }

    public Statement {
        subjects = List.copyOf(subjects);
    }

    /**
     * Reads a statement.
     *
     * @throws MalformedException if it is none, or of a type that is not known
     */
    public static Statement parse(byte[] payload) {
        JsonObject json = Json.parseObject(payload, Json.MAX_BYTES);
        String type = json.text("_type");
        if (!type.equals(TYPE_V01) && !type.equals(TYPE_V1)) {
            throw new MalformedException("unknown in-toto statement type");
        }
        List<Subject> subjects = new ArrayList<>();
        for (JsonObject subject : json.objects("subject", MAX_SUBJECTS)) {
            subjects.add(new Subject(subject.text("name", ""), digests(subject)));
        }
        JsonNode predicate = json.find("predicate");
        byte[] predicateBytes = predicate == null ? new byte[] {'n', 'u', 'l', 'l'} : Json.write(predicate);
        return new Statement(type, subjects, json.text("predicateType"), predicateBytes, payload);
    }

    /** Whether a subject has this digest. */
    public boolean isAbout(Digest digest) {
        for (Subject subject : subjects) {
            if (digest.hex()
                    .equalsIgnoreCase(
                            subject.digests().getOrDefault(digest.algorithm().wireName(), ""))) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> digests(JsonObject subject) {
        Map<String, String> digests = new LinkedHashMap<>();
        JsonObject object = subject.findObject("digest");
        if (object == null) {
            return digests;
        }
        if (object.node().size() > MAX_DIGESTS) {
            throw new MalformedException(subject.at("digest") + " has too many entries");
        }
        object.node().properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                digests.put(entry.getKey(), entry.getValue().textValue());
            }
        });
        return digests;
    }
}
