package dev.enforce.testing.catalog;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that evaluates Rego and CUE. */
interface PredicateEngine {

    /** What the policy says of the document. */
    Answer ask(String language, String source, JsonNode document);

    /**
     * An answer.
     *
     * @param text the warning of one that passes, or why it does not pass; empty when it passes without a word
     */
    record Answer(boolean passed, String text) {}
}
