package dev.enforce.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** kubectl as a process. */
final class ProcessKubectl implements Kubectl {

    private static final int MAX_OUTPUT = 1 << 20;
    private static final long MAX_SECONDS = 60;

    private final List<String> program;
    private final Path kubeconfig;

    ProcessKubectl(List<String> program, Path kubeconfig) {
        this.program = List.copyOf(program);
        this.kubeconfig = kubeconfig;
    }

    @Override
    public Output apply(String file, String yaml) {
        return execute(yaml, "apply", "-f", "-");
    }

    @Override
    public Output run(String name, String image, String imageId) {
        return imageId.isEmpty()
                ? execute("", "run", name, "--image=" + image)
                : execute(
                        "",
                        "run",
                        name,
                        "--image=" + image,
                        "--annotations=imageid.enforce.test/" + name + "=" + imageId);
    }

    @Override
    public Output labelNamespace(String namespace, String key, String value) {
        return execute("", "label", "ns", namespace, key + "=" + value, "--overwrite");
    }

    @Override
    public Output getPolicies() {
        return execute("", "get", "clusterimagepolicies");
    }

    @Override
    public Output imageOf(String pod) {
        return execute("", "get", "pod", pod, "-o", "jsonpath={.spec.containers[0].image}");
    }

    private Output execute(String input, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.add("--kubeconfig=" + kubeconfig);
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String text = new String(process.getInputStream().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StoryException("kubectl did not end within " + MAX_SECONDS + " s: " + arguments[0]);
            }
            return new Output(process.exitValue(), text);
        } catch (IOException e) {
            throw new StoryException("kubectl could not be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryException("interrupted while kubectl ran", e);
        }
    }
}
