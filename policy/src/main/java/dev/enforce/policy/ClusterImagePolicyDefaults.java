package dev.enforce.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Keyless;
import java.util.ArrayList;
import java.util.List;

/** What a ClusterImagePolicy means where it says nothing. */
public final class ClusterImagePolicyDefaults {

    private static final String MODE = "enforce";

    private ClusterImagePolicyDefaults() {}

    /** The JSON patch that writes the defaults into an object; empty when nothing is left to write. */
    public static ArrayNode patch(JsonNode policy) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        JsonNode spec = policy.path("spec");
        if (!spec.isObject()) {
            return patch;
        }
        if (isBlank(spec.path("mode"))) {
            add(patch, "/spec/mode", MODE);
        }
        JsonNode authorities = spec.path("authorities");
        for (int i = 0; authorities.isArray() && i < authorities.size(); i++) {
            JsonNode authority = authorities.get(i);
            String path = "/spec/authorities/" + i;
            if (authority.isObject() && isBlank(authority.path("name"))) {
                add(patch, path + "/name", "authority-" + i);
            }
            JsonNode keyless = authority.path("keyless");
            if (keyless.isObject() && isAbsent(keyless.path("url")) && isAbsent(keyless.path("ca-cert"))) {
                add(patch, path + "/keyless/url", WireNames.PUBLIC_FULCIO);
            }
        }
        return patch;
    }

    /** A copy of an object with the defaults written into it. */
    public static ObjectNode defaulted(ObjectNode policy) {
        return JsonPatches.apply(policy, patch(policy));
    }

    /** The same policy with the defaults set. */
    public static ClusterImagePolicy defaulted(ClusterImagePolicy policy) {
        ClusterImagePolicySpec spec = policy.spec();
        List<Authority> authorities = new ArrayList<>();
        for (int i = 0; i < spec.authorities().size(); i++) {
            authorities.add(defaulted(spec.authorities().get(i), i));
        }
        return new ClusterImagePolicy(
                policy.apiVersion(),
                policy.metadata(),
                new ClusterImagePolicySpec(
                        spec.images(),
                        authorities,
                        spec.policy(),
                        spec.mode().isEmpty() ? MODE : spec.mode(),
                        spec.match()));
    }

    /** The name of the authority at this index, by default {@code authority-<index>}. */
    static String nameOf(Authority authority, int index) {
        return authority.name().isEmpty() ? "authority-" + index : authority.name();
    }

    private static Authority defaulted(Authority authority, int index) {
        Keyless keyless = authority.keyless();
        if (keyless != null && keyless.url() == null && keyless.caCert() == null) {
            keyless = new Keyless(
                    WireNames.PUBLIC_FULCIO,
                    keyless.identities(),
                    null,
                    keyless.trustRootRef(),
                    keyless.insecureIgnoreSct());
        }
        return new Authority(
                nameOf(authority, index),
                authority.key(),
                keyless,
                authority.fixed(),
                authority.notation(),
                authority.source(),
                authority.ctlog(),
                authority.attestations(),
                authority.rfc3161timestamp(),
                authority.signatureFormat());
    }

    static void add(ArrayNode patch, String path, String value) {
        patch.addObject().put("op", "add").put("path", path).put("value", value);
    }

    static boolean isBlank(JsonNode value) {
        return isAbsent(value) || (value.isTextual() && value.textValue().isEmpty());
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
