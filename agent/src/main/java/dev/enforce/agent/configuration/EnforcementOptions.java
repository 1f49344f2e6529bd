package dev.enforce.agent.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.agent.admission.AdmissionSettings.MutationMode;
import dev.enforce.agent.admission.AdmissionSettings.NoMatchPolicy;
import dev.enforce.agent.configuration.ConfigurationException.Code;
import java.util.Locale;
import java.util.Map;

/**
 * What whoever installs the agent chose; fixed while it runs.
 *
 * @param webhookFailOpen whether the API server admits when the agent cannot be reached
 * @param namespaces which namespaces are enforced
 * @param noMatchPolicy what becomes of an uncovered image unless the ConfigMap says otherwise
 * @param mutationMode which objects get digests unless the ConfigMap says otherwise
 */
public record EnforcementOptions(
        boolean webhookFailOpen, NamespaceMode namespaces, NoMatchPolicy noMatchPolicy, MutationMode mutationMode) {

    /** Fail closed, opt-in, deny, mutate. */
    public static final EnforcementOptions DEFAULTS =
            new EnforcementOptions(false, NamespaceMode.OPT_IN, NoMatchPolicy.DENY, MutationMode.ALL);

    private static final int MAX_LENGTH = 16 * 1024;

    /** Which namespaces are enforced. */
    public enum NamespaceMode {
        /** Those labelled {@code policy.sigstore.dev/include=true}. */
        OPT_IN,
        /** All but those labelled {@code policy.sigstore.dev/exclude=true}. */
        OPT_OUT;

        /** Reads {@code opt-in} or {@code opt-out}. */
        public static NamespaceMode parse(String text) {
            return switch (text) {
                case "opt-in" -> OPT_IN;
                case "opt-out" -> OPT_OUT;
                default -> throw invalid("namespace_enforcement_mode", text, "opt-in, opt-out");
            };
        }

        /** As it is written. */
        public String text() {
            return this == OPT_IN ? "opt-in" : "opt-out";
        }
    }

    /**
     * Reads the JSON object that installers hand over, for instance {@code {"webhook_fail_open": false}}. Both JSON
     * booleans and their texts are taken.
     *
     * @throws ConfigurationException for a key that does not exist or a value that its key does not take
     */
    public static EnforcementOptions parse(String json) {
        if (json.isBlank()) {
            return DEFAULTS;
        }
        JsonNode object = read(json);
        EnforcementOptions options = DEFAULTS;
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            options = options.with(entry.getKey(), entry.getValue().asText());
        }
        return options;
    }

    /** The same with one option changed, by its name on the wire. */
    public EnforcementOptions with(String key, String value) {
        return switch (key) {
            case "webhook_fail_open" ->
                new EnforcementOptions(bool(key, value), namespaces, noMatchPolicy, mutationMode);
            case "enable_cip_cache" -> {
                boolean unused = bool(key, value);
                yield this;
            }
            case "namespace_enforcement_mode" ->
                new EnforcementOptions(webhookFailOpen, NamespaceMode.parse(value), noMatchPolicy, mutationMode);
            case "noMatchPolicy" ->
                new EnforcementOptions(webhookFailOpen, namespaces, noMatchPolicy(value), mutationMode);
            case "mutation_mode" ->
                new EnforcementOptions(webhookFailOpen, namespaces, noMatchPolicy, mutationMode(value));
            default ->
                throw new ConfigurationException(
                        Code.UNKNOWN_KEY,
                        "unknown option \"" + key + "\": there are webhook_fail_open, enable_cip_cache, "
                                + "namespace_enforcement_mode, noMatchPolicy, mutation_mode");
        };
    }

    /** Reads {@code allow}, {@code warn} or {@code deny}. */
    public static NoMatchPolicy noMatchPolicy(String text) {
        return switch (text) {
            case "allow" -> NoMatchPolicy.ALLOW;
            case "warn" -> NoMatchPolicy.WARN;
            case "deny" -> NoMatchPolicy.DENY;
            default -> throw invalid("noMatchPolicy", text, "allow, warn, deny");
        };
    }

    /** Reads {@code all}, {@code pods} or {@code none}. */
    public static MutationMode mutationMode(String text) {
        return switch (text) {
            case "all" -> MutationMode.ALL;
            case "pods" -> MutationMode.PODS;
            case "none" -> MutationMode.NONE;
            default -> throw invalid("mutation_mode", text, "all, pods, none");
        };
    }

    /** The JSON that {@link #parse} reads. */
    public String json() {
        return "{\"webhook_fail_open\":" + webhookFailOpen + ",\"namespace_enforcement_mode\":\"" + namespaces.text()
                + "\",\"noMatchPolicy\":\"" + noMatchPolicy.name().toLowerCase(Locale.ROOT) + "\",\"mutation_mode\":\""
                + mutationMode.name().toLowerCase(Locale.ROOT) + "\"}";
    }

    private static JsonNode read(String json) {
        if (json.length() > MAX_LENGTH) {
            throw new ConfigurationException(Code.MALFORMED, "the options are longer than 16 KiB");
        }
        try {
            JsonNode node = JsonMapper.builder().build().readTree(json);
            if (node.isObject()) {
                return node;
            }
            throw new ConfigurationException(Code.MALFORMED, "the options must be a JSON object");
        } catch (JsonProcessingException failure) {
            throw new ConfigurationException(
                    Code.MALFORMED, "the options are no JSON: " + failure.getOriginalMessage());
        }
    }

    private static boolean bool(String key, String text) {
        return GoBoolean.parse(text).orElseThrow(() -> invalid(key, text, "true, false"));
    }

    private static ConfigurationException invalid(String key, String value, String choices) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return new ConfigurationException(
                Code.INVALID_VALUE, "option " + key + " does not take \"" + shown + "\": it takes " + choices);
    }
}
