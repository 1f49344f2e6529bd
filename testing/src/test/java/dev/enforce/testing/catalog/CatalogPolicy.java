package dev.enforce.testing.catalog;

import dev.enforce.policy.ClusterImagePolicySpec;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.ObjectMetadata;
import java.util.List;
import java.util.TreeSet;

/**
 * One policy of the catalog.
 *
 * @param spec with defaults
 * @param documents all documents of its file
 */
record CatalogPolicy(
        String category,
        String name,
        ObjectMetadata metadata,
        ClusterImagePolicySpec spec,
        List<DecodedDocument> documents,
        List<CatalogCase> cases) {

    private static final String ANNOTATION = "catalog.chainguard.dev/";

    String title() {
        return annotation("title");
    }

    String description() {
        return annotation("description");
    }

    String labels() {
        return annotation("labels");
    }

    private String annotation(String key) {
        return metadata.annotations().getOrDefault(ANNOTATION + key, "").strip();
    }

    /** The languages that it uses, in words; empty when it needs none. */
    String languages() {
        TreeSet<String> types = new TreeSet<>();
        if (spec.policy() != null) {
            types.add(spec.policy().type());
        }
        for (Authority authority : spec.authorities()) {
            for (Attestation attestation : authority.attestations()) {
                if (attestation.policy() != null) {
                    types.add(attestation.policy().type());
                }
            }
        }
        return String.join(", ", types);
    }
}
