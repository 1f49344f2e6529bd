package dev.enforce.cluster.real;

import dev.enforce.cluster.ClusterException;
import dev.enforce.cluster.ClusterException.Code;
import dev.enforce.cluster.Kubeconfig;
import dev.enforce.cluster.tls.LoopbackCertificate;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of one control plane: keys, tokens, configurations, data, logs. Only its owner can look into it. */
final class ControlPlaneFiles {

    static final String ADMIN = "kubernetes-admin";
    static final String CONTROLLER_MANAGER = "system:kube-controller-manager";
    static final String SCHEDULER = "system:kube-scheduler";
    static final String NODES = "enforce:nodes";

    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final List<String> SERVER_NAMES = List.of(
            "127.0.0.1",
            "::1",
            "localhost",
            "10.96.0.1",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");

    private final Path directory;
    private final String certificatePem;
    private final Map<String, Config> configs = new LinkedHashMap<>();

    private ControlPlaneFiles(Path directory, String certificatePem) {
        this.directory = directory;
        this.certificatePem = certificatePem;
    }

    static ControlPlaneFiles create(URI apiServer, InstantSource clock) {
        try {
            Path directory = Files.createTempDirectory("enforce-cluster-");
            LoopbackCertificate server = LoopbackCertificate.create(SERVER_NAMES, clock.instant(), VALIDITY);
            ControlPlaneFiles files = new ControlPlaneFiles(directory, server.certificatePem());
            files.write("server.crt", server.certificatePem());
            files.write("server.key", server.privateKeyPem());
            files.writeServiceAccountKeys();
            files.writeUsers(apiServer);
            files.write("stages.yaml", NodeStages.yaml());
            return files;
        } catch (IOException e) {
            throw new ClusterException(Code.IO, "cannot prepare a control plane: " + e.getMessage(), e);
        }
    }

    private void writeServiceAccountKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            write(
                    "sa.key",
                    LoopbackCertificate.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            write(
                    "sa.pub",
                    LoopbackCertificate.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks ECDSA on P-256", e);
        }
    }

    /**
     * The controllers belong to {@code system:masters} too: as the plain user {@code system:kube-controller-manager}
     * they would lack the rights that each controller expects of an account of its own, and silently do nothing.
     */
    private void writeUsers(URI apiServer) throws IOException {
        StringBuilder tokens = new StringBuilder();
        for (String user : List.of(ADMIN, CONTROLLER_MANAGER, SCHEDULER, NODES)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            String token = HexFormat.of().formatHex(random);
            tokens.append(token)
                    .append(',')
                    .append(user)
                    .append(',')
                    .append(user)
                    .append(",system:masters\n");
            Config config = Kubeconfig.config(apiServer, certificatePem, token);
            configs.put(user, config);
            Kubeconfig.write(kubeconfig(user), config);
        }
        write("tokens.csv", tokens.toString());
    }

    Path directory() {
        return directory;
    }

    String certificatePem() {
        return certificatePem;
    }

    Config config(String user) {
        Config config = configs.get(user);
        if (config == null) {
            throw new IllegalArgumentException("no such user: " + user);
        }
        return config;
    }

    Path kubeconfig(String user) {
        return directory.resolve(user.replace(':', '-') + ".kubeconfig");
    }

    String path(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String content) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    /** Deletes the folder; what cannot be deleted is left to the system's cleaning of temporary files. */
    void delete() {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(ControlPlaneFiles.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + directory + ": " + e.getMessage());
        }
    }
}
