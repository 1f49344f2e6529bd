package dev.enforce.policy;

import java.util.Map;
import java.util.Set;

/** Short names of predicate types. */
final class PredicateTypes {

    private static final Map<String, String> URIS = Map.of(
            "custom", "https://cosign.sigstore.dev/attestation/v1",
            "slsaprovenance", "https://slsa.dev/provenance/v0.2",
            "slsaprovenance02", "https://slsa.dev/provenance/v0.2",
            "slsaprovenance1", "https://slsa.dev/provenance/v1",
            "spdx", "https://spdx.dev/Document",
            "spdxjson", "https://spdx.dev/Document",
            "cyclonedx", "https://cyclonedx.org/bom",
            "link", "https://in-toto.io/Link/v1",
            "vuln", "https://cosign.sigstore.dev/attestation/vuln/v1",
            "openvex", "https://openvex.dev/ns");

    /** The names that validation knows by themselves; the others are found to be no URI. */
    private static final Set<String> DEPRECATED =
            Set.of("custom", "slsaprovenance", "spdx", "spdxjson", "cyclonedx", "link", "vuln");

    private PredicateTypes() {}

    static String resolve(String written) {
        return URIS.getOrDefault(written, written);
    }

    static boolean isShortName(String written) {
        return URIS.containsKey(written);
    }

    static boolean isDeprecated(String written) {
        return DEPRECATED.contains(written);
    }
}
