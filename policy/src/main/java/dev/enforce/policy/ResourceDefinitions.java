package dev.enforce.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The CustomResourceDefinitions as YAML; the conversion stanza is left to whoever installs them. */
public final class ResourceDefinitions {

    private ResourceDefinitions() {}

    /** {@code clusterimagepolicies.policy.sigstore.dev}: v1alpha1 stored, v1beta1 served. */
    public static String clusterImagePolicies() {
        return read("clusterimagepolicies.yaml");
    }

    /** {@code trustroots.policy.sigstore.dev}: v1alpha1. */
    public static String trustRoots() {
        return read("trustroots.yaml");
    }

    /** All of them. */
    public static List<String> all() {
        return List.of(clusterImagePolicies(), trustRoots());
    }

    private static String read(String name) {
        try (InputStream in = ResourceDefinitions.class.getResourceAsStream("crd/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
