package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a registry that others made; it has no referrers API. */
class DebianRegistryContractTest extends RegistryContract {

    @TempDir
    static Path directory;

    private static DockerRegistry served;

    @BeforeAll
    static void start() {
        Optional<Path> program = DockerRegistry.program();
        if (program.isEmpty()) {
            assertThat(System.getenv("CI"))
                    .as("docker-registry must be there in CI")
                    .isNotEqualTo("true");
        }
        assumeTrue(program.isPresent(), "docker-registry cannot be fetched");
        served = DockerRegistry.start(program.get(), directory);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @Override
    String registry() {
        return served.registry();
    }

    @Override
    Referrers.Origin origin() {
        return Referrers.Origin.FALLBACK_TAG;
    }
}
