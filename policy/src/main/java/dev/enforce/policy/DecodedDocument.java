package dev.enforce.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One document of a file or of an admission request, decoded. */
public sealed interface DecodedDocument {

    /** The document as it is written. Not to be changed. */
    ObjectNode tree();

    /** {@code metadata.name}; empty if absent. */
    String name();

    /** Line on which it begins, from 1; 0 when it did not come from a file. */
    int line();

    /** A ClusterImagePolicy, also one with mistakes. */
    record PolicyDocument(ClusterImagePolicy policy, ObjectNode tree, Origin origin) implements DecodedDocument {

        @Override
        public String name() {
            return policy.metadata().name();
        }

        @Override
        public int line() {
            return origin.line();
        }
    }

    /** A TrustRoot, also one with mistakes. */
    record TrustRootDocument(TrustRootResource trustRoot, ObjectNode tree, Origin origin) implements DecodedDocument {

        @Override
        public String name() {
            return trustRoot.metadata().name();
        }

        @Override
        public int line() {
            return origin.line();
        }
    }

    /** An object of another API group, which is nobody's business here. */
    record OtherDocument(String apiVersion, String kind, ObjectNode tree, Origin origin) implements DecodedDocument {

        @Override
        public String name() {
            return tree.path("metadata").path("name").asText("");
        }

        @Override
        public int line() {
            return origin.line();
        }
    }

    /** Where a document came from and what was wrong with its form. */
    final class Origin {

        private final Places places;
        private final FieldErrors errors;

        Origin(Places places, FieldErrors errors) {
            this.places = places;
            this.errors = errors;
        }

        Places places() {
            return places;
        }

        /** A fresh collection that begins with the mistakes of form. */
        FieldErrors errors() {
            return errors.copy();
        }

        int line() {
            return places.find("").line();
        }

        /** Mistakes of form: unknown fields, wrong types. */
        public List<PolicyDiagnostic> diagnostics() {
            return errors.normalised(places);
        }
    }
}
