package dev.enforce.agent.configuration;

import dev.enforce.agent.WireNames;
import dev.enforce.agent.admission.AdmissionSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ConfigMaps say now. Each part keeps its last good value while a bad one stands there, and says so in {@link
 * #problems} until it is put right; a ConfigMap that is deleted gives the defaults back.
 */
public final class LiveConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);

    private final EnforcementOptions options;
    private final Consumer<Map<String, String>> logLevels;
    private final ConcurrentSkipListMap<String, String> problems = new ConcurrentSkipListMap<>();

    private volatile AdmissionSettings settings;
    private volatile Duration resync = ConfigMapReader.DEFAULT_RESYNC;
    private volatile Map<String, String> levels = Map.of();

    /** @param logLevels told the level by logger name whenever it changes */
    public LiveConfiguration(EnforcementOptions options, Consumer<Map<String, String>> logLevels) {
        this.options = options;
        this.logLevels = logLevels;
        this.settings = ConfigMapReader.settings(Map.of(), options);
    }

    /** What admission asks for every review. */
    public AdmissionSettings settings() {
        return settings;
    }

    /** Period of continuous verification. */
    public Duration resync() {
        return resync;
    }

    /** What cannot be used now, by the name of the ConfigMap. */
    public Map<String, String> problems() {
        return new TreeMap<>(problems);
    }

    /** Takes over what all ConfigMaps of the system namespace say now. */
    public synchronized void apply(Collection<ConfigMap> configMaps) {
        settings = part(
                WireNames.OPTIONS_CONFIG, configMaps, settings, map -> ConfigMapReader.settings(data(map), options));
        resync = part(
                WireNames.IMAGE_POLICIES_CONFIG, configMaps, resync, map -> ConfigMapReader.resync(annotations(map)));
        Map<String, String> wanted =
                part(WireNames.LOGGING_CONFIG, configMaps, levels, map -> ConfigMapReader.levels(data(map)));
        if (!wanted.equals(levels)) {
            levels = wanted;
            logLevels.accept(wanted);
        }
    }

    private <V> V part(String name, Collection<ConfigMap> all, V lastGood, Function<ConfigMap, V> reader) {
        ConfigMap map = all.stream()
                .filter(candidate -> candidate.getMetadata().getName().equals(name))
                .findFirst()
                .orElseGet(ConfigMap::new);
        try {
            V value = reader.apply(map);
            if (problems.remove(name) != null) {
                LOG.info("ConfigMap {} can be used again", name);
            }
            if (!value.equals(lastGood)) {
                LOG.info("ConfigMap {} changed: {}", name, value);
            }
            return value;
        } catch (ConfigurationException bad) {
            String text = bad.getMessage() == null ? bad.code().name() : bad.getMessage();
            if (!text.equals(problems.put(name, text))) {
                LOG.warn("ConfigMap {} cannot be used, the last good value stays: {}", name, text);
            }
            return lastGood;
        }
    }

    private static Map<String, String> data(ConfigMap map) {
        return map.getData() == null ? Map.of() : map.getData();
    }

    private static Map<String, String> annotations(ConfigMap map) {
        return map.getMetadata() == null || map.getMetadata().getAnnotations() == null
                ? Map.of()
                : map.getMetadata().getAnnotations();
    }
}
