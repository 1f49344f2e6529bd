package dev.enforce.oci;

import dev.enforce.oci.RegistryException.Code;
import java.util.Map;

/** Kubernetes pull secrets as keychains. */
public final class PullSecrets {

    /** Type of a secret whose {@value #CONFIG_KEY} is a docker {@code config.json}. */
    public static final String CONFIG_TYPE = "kubernetes.io/dockerconfigjson";

    /** Type of a secret whose {@value #LEGACY_KEY} is a {@code .dockercfg}. */
    public static final String LEGACY_TYPE = "kubernetes.io/dockercfg";

    static final String CONFIG_KEY = ".dockerconfigjson";
    static final String LEGACY_KEY = ".dockercfg";

    private PullSecrets() {}

    /** Whether secrets of this type are pull secrets at all. */
    public static boolean isPullSecret(String type) {
        return type.equals(CONFIG_TYPE) || type.equals(LEGACY_TYPE);
    }

    /**
     * Reads one secret.
     *
     * @param name {@code namespace/name}, for messages
     * @param data decoded from base64
     * @throws RegistryException {@link Code#UNSUPPORTED} for another type, {@link Code#MALFORMED} for content that
     *     cannot be read; the message never has a secret in it
     */
    public static Keychain keychain(String name, String type, Map<String, byte[]> data) {
        String origin = "secret " + name;
        return switch (type) {
            case CONFIG_TYPE -> DockerConfig.parse(origin, value(origin, data, CONFIG_KEY));
            case LEGACY_TYPE -> DockerConfig.parseLegacy(origin, value(origin, data, LEGACY_KEY));
            default ->
                throw new RegistryException(
                        Code.UNSUPPORTED,
                        origin,
                        origin + " has the type " + Texts.shown(type) + ", not " + CONFIG_TYPE);
        };
    }

    private static byte[] value(String origin, Map<String, byte[]> data, String key) {
        byte[] value = data.get(key);
        if (value == null) {
            throw new RegistryException(Code.MALFORMED, origin, origin + " has no " + key);
        }
        return value;
    }
}
