package dev.enforce.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.policy.TrustRootResource.Remote;
import dev.enforce.policy.TrustRootResource.Repository;
import dev.enforce.policy.TrustRootResource.Spec;
import java.util.List;

/** What a TrustRoot means where it says nothing. */
public final class TrustRootDefaults {

    private static final String TARGETS = "targets";
    private static final String TRUSTED_ROOT = "trusted_root.json";

    private TrustRootDefaults() {}

    /** The JSON patch that writes the defaults into an object; empty when nothing is left to write. */
    public static ArrayNode patch(JsonNode trustRoot) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        for (String kind : List.of("remote", "repository")) {
            JsonNode tuf = trustRoot.path("spec").path(kind);
            if (tuf.isObject() && ClusterImagePolicyDefaults.isBlank(tuf.path("targets"))) {
                ClusterImagePolicyDefaults.add(patch, "/spec/" + kind + "/targets", TARGETS);
            }
            if (tuf.isObject() && ClusterImagePolicyDefaults.isBlank(tuf.path("trustedRootTarget"))) {
                ClusterImagePolicyDefaults.add(patch, "/spec/" + kind + "/trustedRootTarget", TRUSTED_ROOT);
            }
        }
        return patch;
    }

    /** A copy of an object with the defaults written into it. */
    public static ObjectNode defaulted(ObjectNode trustRoot) {
        return JsonPatches.apply(trustRoot, patch(trustRoot));
    }

    /** The same trust root with the defaults set. */
    public static TrustRootResource defaulted(TrustRootResource trustRoot) {
        Spec spec = trustRoot.spec();
        Remote remote = spec.remote();
        Repository repository = spec.repository();
        return new TrustRootResource(
                trustRoot.metadata(),
                new Spec(
                        remote == null
                                ? null
                                : new Remote(
                                        remote.root(),
                                        remote.mirror(),
                                        or(remote.targets(), TARGETS),
                                        or(remote.trustedRootTarget(), TRUSTED_ROOT)),
                        repository == null
                                ? null
                                : new Repository(
                                        repository.root(),
                                        repository.mirrorFs(),
                                        or(repository.targets(), TARGETS),
                                        or(repository.trustedRootTarget(), TRUSTED_ROOT)),
                        spec.sigstoreKeys()));
    }

    private static String or(String value, String fallback) {
        return value.isEmpty() ? fallback : value;
    }
}
