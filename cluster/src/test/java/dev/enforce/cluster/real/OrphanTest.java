package dev.enforce.cluster.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.cluster.ClusterSettings;
import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Nothing is left running, however the process ends that started a control plane. */
class OrphanTest {

    @Test
    void endsEveryProgramWhenItsParentIsKilled() throws Exception {
        Optional<Path> binary =
                new KubernetesBinary(ClusterSettings.ofEnvironment(System.getenv(), Path.of(""))).find();
        Assumptions.assumeTrue(
                binary.isPresent(), "no Kubernetes control plane: run cluster/kubernetes/build to have this test");
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AbandonedCluster.class.getName(),
                        binary.get().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        List<String> printed;
        try (BufferedReader lines = parent.inputReader()) {
            printed = lines.lines().toList();
        }

        assertThat(printed).hasSize(6);
        for (String id : printed.subList(1, 6)) {
            Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(id));
            if (left.isPresent()) {
                left.get().onExit().get(10, TimeUnit.SECONDS);
            }
        }
        try (var files = Files.walk(Path.of(printed.getFirst()))) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
