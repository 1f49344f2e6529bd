package dev.enforce.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Objects;

/** Kubeconfig texts with one cluster, one user who has a token, and one context. */
public final class Kubeconfig {

    private Kubeconfig() {}

    /** A client configuration that takes nothing from the environment of this process. */
    public static Config config(URI apiServer, String certificateAuthorityPem, String token) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(apiServer.toString())
                .withCaCertData(
                        Base64.getEncoder().encodeToString(certificateAuthorityPem.getBytes(StandardCharsets.UTF_8)))
                .withOauthToken(token)
                .withNamespace("default")
                .withAutoConfigure(false)
                .build();
    }

    /** The text of a kubeconfig for a configuration that has a token. */
    public static String write(Config config) {
        String token = Objects.requireNonNull(config.getOauthToken(), "the configuration has no token");
        return """
                apiVersion: v1
                kind: Config
                current-context: enforce
                clusters:
                - name: enforce
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: enforce
                  user:
                    token: %s
                contexts:
                - name: enforce
                  context:
                    cluster: enforce
                    user: enforce
                    namespace: default
                """.formatted(config.getMasterUrl(), config.getCaCertData(), token);
    }

    /** Writes a kubeconfig that only its owner can read. */
    public static void write(Path file, Config config) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, write(config));
        } catch (IOException e) {
            throw new ClusterException(ClusterException.Code.IO, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
