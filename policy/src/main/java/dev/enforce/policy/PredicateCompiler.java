package dev.enforce.policy;

import dev.enforce.language.PolicyTextException;
import dev.enforce.model.Digest;
import dev.enforce.policy.ClusterImagePolicySpec.ConfigMapRef;
import dev.enforce.policy.ClusterImagePolicySpec.Policy;
import dev.enforce.policy.ClusterImagePolicySpec.RemotePolicy;
import dev.enforce.policy.ReferenceResolver.Found;
import dev.enforce.policy.ReferenceResolver.Missing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles one predicate policy; what its references lack and what is wrong with its text is reported. */
final class PredicateCompiler {

    private final ReferenceResolver resolver;
    private final FieldErrors errors;
    private final String path;

    PredicateCompiler(ReferenceResolver resolver, FieldErrors errors, String path) {
        this.resolver = resolver;
        this.errors = errors;
        this.path = path;
    }

    /** Reports what is wrong with a text that stands in the policy itself. */
    static void check(@Nullable Policy policy, String path, FieldErrors errors) {
        if (policy != null && !policy.data().isEmpty()) {
            new PredicateCompiler(ReferenceResolver.NONE, errors, path).program(policy.type(), policy.data(), ".data");
        }
    }

    /** What must be resolved first; null when the text stands in the policy itself. */
    static @Nullable Reference reference(@Nullable Policy policy) {
        if (policy == null) {
            return null;
        }
        ConfigMapRef map = policy.configMapRef();
        RemotePolicy remote = policy.remote();
        if (map != null) {
            return new Reference.ConfigMap(map.name());
        }
        return remote == null ? null : remote(remote);
    }

    /** The compiled policy; null when there is none, or after an error has been reported. */
    @Nullable
    CompiledPredicate compile(@Nullable Policy policy) {
        if (policy == null) {
            return null;
        }
        Optional<String> text = text(policy);
        String at = policy.configMapRef() != null ? ".configMapRef" : policy.remote() != null ? ".remote" : ".data";
        return text.flatMap(found -> program(policy.type(), found, at))
                .map(program -> new CompiledPredicate(
                        program,
                        isSet(policy.fetchConfigFile()),
                        isSet(policy.includeSpec()),
                        isSet(policy.includeObjectMeta()),
                        isSet(policy.includeTypeMeta())))
                .orElse(null);
    }

    private Optional<PredicateProgram> program(String type, String text, String at) {
        try {
            return PredicateProgram.compile(type, text);
        } catch (PolicyTextException e) {
            String message = "failed to compile the " + type + " policy with error: " + e.getMessage();
            errors.addAt(
                    PolicyDiagnostic.Level.ERROR,
                    message,
                    "",
                    "Mend the text at line " + e.location().line() + ", column "
                            + e.location().column() + " of the policy.",
                    List.of(path + at),
                    path + at);
            return Optional.empty();
        }
    }

    private Optional<String> text(Policy policy) {
        ConfigMapRef map = policy.configMapRef();
        RemotePolicy remote = policy.remote();
        if (map != null) {
            return configMap(map);
        }
        return remote == null ? Optional.of(policy.data()) : remoteText(remote(remote));
    }

    private Optional<String> configMap(ConfigMapRef reference) {
        return switch (resolver.resolve(new Reference.ConfigMap(reference.name()))) {
            case Found(var data) -> {
                byte[] text = data.get(reference.key());
                if (text != null) {
                    yield Optional.of(new String(text, StandardCharsets.UTF_8));
                }
                yield configMapError(
                        reference, data.isEmpty() ? "contains no data" : "does not contain key " + reference.key());
            }
            case Missing(var reason) -> configMapError(reference, reason);
        };
    }

    private Optional<String> configMapError(ConfigMapRef reference, String problem) {
        errors.error("configmap \"" + reference.name() + "\" " + problem, "", "", path + ".configMapRef");
        return Optional.empty();
    }

    private Optional<String> remoteText(Reference.Remote remote) {
        return switch (resolver.resolve(remote)) {
            case Found(var data) -> {
                byte[] body = data.getOrDefault("", new byte[0]);
                String sum = Digest.sha256(body).hex();
                if (!sum.equals(remote.sha256())) {
                    remoteError("failed to check sha256sum from policy remote: " + remote.sha256() + " got " + sum);
                    yield Optional.empty();
                }
                yield Optional.of(new String(body, StandardCharsets.UTF_8));
            }
            case Missing(var reason) -> {
                remoteError(reason);
                yield Optional.empty();
            }
        };
    }

    private void remoteError(String message) {
        errors.error(message, "", "", path + ".remote");
    }

    private static Reference.Remote remote(RemotePolicy remote) {
        return new Reference.Remote(
                remote.url() == null ? "" : remote.url(), remote.sha256sum().toLowerCase(Locale.ROOT));
    }

    private static boolean isSet(@Nullable Boolean flag) {
        return flag != null && flag;
    }
}
