package dev.enforce.agent.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a container runs, from what its Pod asks for and what its node reports. */
class ObservedContainerTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String OTHER = "sha256:" + "cd".repeat(32);

    @Test
    void digestThatThePodAsksForCountsBeforeWhatTheNodeReports() {
        assertThat(running("registry.test/app@" + DIGEST, "registry.test/app@" + OTHER))
                .contains(PinnedReference.parse("registry.test/app@" + DIGEST));
    }

    @Test
    void keepsRepositoryAndTagOfThePodWithTheDigestOfTheNode() {
        assertThat(running("nginx:1.25", "docker-pullable://docker.io/library/nginx@" + DIGEST))
                .contains(PinnedReference.parse("index.docker.io/library/nginx:1.25@" + DIGEST));
    }

    @Test
    void knowsNothingFromConfigurationDigest() {
        assertThat(running("nginx:1.25", DIGEST)).isEmpty();
    }

    @Test
    void knowsNothingBeforeTheNodeReports() {
        assertThat(running("nginx", "")).isEmpty();
    }

    @Test
    void neverThrowsWhateverIsWritten() {
        Random random = new Random(11);
        String letters = "ab/:@sha256.-_%é\n ";
        for (int i = 0; i < 20_000; i++) {
            assertThat(running(text(random, letters), text(random, letters))).isNotNull();
        }
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(24); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return random.nextBoolean() ? text + "@" + DIGEST : text.toString();
    }

    private static Optional<PinnedReference> running(String image, String imageId) {
        return new ObservedContainer("spec.containers[0].image", image, imageId).running();
    }
}
