package dev.enforce.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 64 KiB that gets full; needs the right to mount one. */
class DiskFullTest {

    private static final int BLOB = 10_000;

    @TempDir
    private Path directory;

    private final List<String> notices = new ArrayList<>();

    @BeforeEach
    void mount() throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.toString()),
                "skipped: no right to mount a small disk");
    }

    @AfterEach
    void unmount() throws Exception {
        boolean unused = run("umount", directory.toString());
    }

    @Test
    void keepsWhatFitsSaysOnceThatItIsFullAndLeavesNoPartBehind() throws IOException {
        DiskStore store = new DiskStore(directory, 1 << 20, notices::add);
        Map<Digest, byte[]> written = new LinkedHashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            byte[] content = new byte[BLOB];
            random.nextBytes(content);
            Digest digest = Digest.sha256(content);
            written.put(digest, content);
            store.write(digest, content);
        }

        assertThat(notices).singleElement().asString().startsWith("evidence is no longer kept in " + directory);
        List<Digest> kept = written.keySet().stream()
                .filter(digest -> store.read(digest).isPresent())
                .toList();
        assertThat(kept).hasSizeBetween(1, 6);
        assertThat(kept).allSatisfy(digest -> assertThat(store.read(digest)).contains(written.get(digest)));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    @Test
    void verificationGoesOn() throws IOException {
        Files.write(directory.resolve("filler"), new byte[64 << 10]);
        Bench bench = new Bench(EvidenceCache.onDisk(1 << 20, directory, 1 << 20, notices::add));
        PinnedReference image = bench.registry.push("registry.test/team/app", "hello");
        bench.sign(image, "alice");

        Verdict verdict = bench.verify(image, bench.set(Bench.policy("signed", Bench.key("a", "alice"))));

        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(notices).hasSize(1);
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
