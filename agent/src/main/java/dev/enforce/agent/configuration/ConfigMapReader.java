package dev.enforce.agent.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.enforce.agent.WireNames;
import dev.enforce.agent.admission.AdmissionSettings;
import dev.enforce.agent.admission.AdmissionSettings.NoMatchPolicy;
import dev.enforce.agent.configuration.ConfigurationException.Code;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From the data of a ConfigMap to values; each method refuses what it does not understand. */
final class ConfigMapReader {

    static final Duration DEFAULT_RESYNC = Duration.ofSeconds(10);
    static final Duration SHORTEST_RESYNC = Duration.ofSeconds(1);
    static final Duration LONGEST_RESYNC = Duration.ofHours(24);

    private static final List<String> OPTION_KEYS = List.of(
            WireNames.NO_MATCH_POLICY_KEY,
            WireNames.FAIL_ON_EMPTY_AUTHORITIES_KEY,
            "enable-oci11",
            "mutation-mode",
            "require-identities",
            "dev.chainguard.enable-cip-cache");
    private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");
    private static final Map<String, List<String>> COMPONENTS = Map.of(
            "controller", List.of("dev.enforce"),
            "webhook", List.of("dev.enforce.agent.admission", "dev.enforce.agent.server"),
            "verification", List.of("dev.enforce.verification"),
            "registry", List.of("dev.enforce.oci"));

    private ConfigMapReader() {}

    /** {@code config-policy-controller}. Keys that are not there leave what the installer chose. */
    static AdmissionSettings settings(Map<String, String> data, EnforcementOptions options) {
        data.keySet().stream()
                .filter(key -> !OPTION_KEYS.contains(key) && !key.startsWith("_"))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigurationException(
                            Code.UNKNOWN_KEY,
                            "unknown key \"" + bounded(key) + "\": there are " + String.join(", ", OPTION_KEYS));
                });
        bool(data, "enable-oci11", true);
        bool(data, "dev.chainguard.enable-cip-cache", true);
        String mutation = data.get("mutation-mode");
        return new AdmissionSettings(
                noMatchPolicy(data.get(WireNames.NO_MATCH_POLICY_KEY), options),
                mutation == null ? options.mutationMode() : EnforcementOptions.mutationMode(mutation),
                bool(data, WireNames.FAIL_ON_EMPTY_AUTHORITIES_KEY, true),
                bool(data, "require-identities", false));
    }

    /** As policy-controller: everything that is not allow or warn denies. */
    private static NoMatchPolicy noMatchPolicy(
            @org.jspecify.annotations.Nullable String text, EnforcementOptions options) {
        if (text == null) {
            return options.noMatchPolicy();
        }
        return switch (text) {
            case "allow" -> NoMatchPolicy.ALLOW;
            case "warn" -> NoMatchPolicy.WARN;
            default -> NoMatchPolicy.DENY;
        };
    }

    private static boolean bool(Map<String, String> data, String key, boolean absent) {
        String text = data.get(key);
        if (text == null) {
            return absent;
        }
        return GoBoolean.parse(text)
                .orElseThrow(() -> new ConfigurationException(
                        Code.INVALID_VALUE, key + " does not take \"" + bounded(text) + "\": it takes true or false"));
    }

    /** {@code gulfstream.dev/resync}. */
    static Duration resync(Map<String, String> annotations) {
        String text = annotations.get(WireNames.RESYNC_ANNOTATION);
        if (text == null) {
            return DEFAULT_RESYNC;
        }
        Optional<Duration> parsed = GoDuration.parse(text);
        if (parsed.isEmpty()) {
            throw new ConfigurationException(
                    Code.INVALID_VALUE,
                    WireNames.RESYNC_ANNOTATION + " does not take \"" + bounded(text) + "\": write 10s, 1m30s or 1h");
        }
        if (parsed.get().compareTo(SHORTEST_RESYNC) < 0 || parsed.get().compareTo(LONGEST_RESYNC) > 0) {
            throw new ConfigurationException(
                    Code.INVALID_VALUE,
                    WireNames.RESYNC_ANNOTATION + " does not take \"" + bounded(text) + "\": it takes 1s to 24h");
        }
        return parsed.get();
    }

    /** {@code config-logging}: level by logger. */
    static Map<String, String> levels(Map<String, String> data) {
        Map<String, String> levels = new LinkedHashMap<>();
        String zap = data.get("zap-logger-config");
        if (zap != null) {
            zapLevel(zap).ifPresent(level -> levels.put("dev.enforce", level));
        }
        data.forEach((key, value) -> {
            if (key.startsWith("loglevel.")) {
                List<String> loggers = COMPONENTS.get(key.substring("loglevel.".length()));
                if (loggers == null) {
                    throw new ConfigurationException(
                            Code.UNKNOWN_KEY,
                            "unknown key \"" + bounded(key)
                                    + "\": there are loglevel.controller, loglevel.webhook, loglevel.verification,"
                                    + " loglevel.registry");
                }
                String level = level(key, value);
                loggers.forEach(logger -> levels.put(logger, level));
            } else if (!key.startsWith("_") && !key.equals("zap-logger-config")) {
                throw new ConfigurationException(Code.UNKNOWN_KEY, "unknown key \"" + bounded(key) + "\"");
            }
        });
        return levels;
    }

    private static Optional<String> zapLevel(String json) {
        try {
            JsonNode level = JsonMapper.builder().build().readTree(json).path("level");
            return level.isTextual() ? Optional.of(level("zap-logger-config level", level.asText())) : Optional.empty();
        } catch (JsonProcessingException failure) {
            throw new ConfigurationException(
                    Code.MALFORMED, "zap-logger-config is no JSON: " + failure.getOriginalMessage());
        }
    }

    private static String level(String key, String text) {
        if (!LEVELS.contains(text)) {
            throw new ConfigurationException(
                    Code.INVALID_VALUE,
                    key + " does not take \"" + bounded(text) + "\": it takes debug, info, warn, error");
        }
        return text;
    }

    private static String bounded(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
