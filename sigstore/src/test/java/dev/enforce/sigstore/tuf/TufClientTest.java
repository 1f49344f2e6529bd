package dev.enforce.sigstore.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The attacks of the specification, each by name, and the ways of an honest repository. */
class TufClientTest {

    private final TestRepository repository = new TestRepository();
    private final byte[] trustedRoot = repository.root();
    private final TufStore store = TufStore.inMemory();
    private final TufClient client = new TufClient(repository, store, "targets");

    @Test
    void givesTheTargetOfAnHonestRepository() {
        repository.publish();

        TufClient.Snapshot snapshot = client.refresh(trustedRoot, TestRepository.NOW);

        assertThat(client.target(snapshot, "trusted_root.json")).asString().isEqualTo("{\"a\":1}");
        assertThat(snapshot.names()).containsExactly("trusted_root.json");
        assertThat(client.lastGoodTarget("trusted_root.json")).isPresent();
    }

    @Test
    void acceptsTheSignaturesOfThePublicGoodRoot() throws IOException {
        try (InputStream file = TufClientTest.class.getResourceAsStream("public-good-root-15.json")) {
            Signed root = Signed.parse("root", Objects.requireNonNull(file).readAllBytes());

            root.requireThreshold("root", Role.of(root, "root"));

            assertThat(Role.of(root, "root").threshold()).isEqualTo(3);
        }
    }

    @Test
    void followsARotatedRoot() {
        repository.publish();
        client.refresh(trustedRoot, TestRepository.NOW);
        KeyPair old = repository.keys.get("root");
        KeyPair rotated = TestRepository.newKey();
        repository.keys.put("root", rotated);
        repository.rootVersion = 2;
        repository.files.put("2.root.json", repository.root(old, rotated));

        assertThat(client.refresh(trustedRoot, TestRepository.NOW).rootVersion())
                .isEqualTo(2);
        repository.files.remove("2.root.json");
        assertThat(client.refresh(trustedRoot, TestRepository.NOW).rootVersion())
                .isEqualTo(2);
    }

    @Test
    void refusesARootThatTheOldKeysDidNotSign() {
        repository.publish();
        KeyPair rotated = TestRepository.newKey();
        repository.keys.put("root", rotated);
        repository.rootVersion = 2;
        repository.files.put("2.root.json", repository.root(rotated));

        refused(TufException.Code.THRESHOLD);
    }

    @Test
    void refusesARootThatTheNewKeysDidNotSign() {
        repository.publish();
        KeyPair old = repository.keys.get("root");
        repository.keys.put("root", TestRepository.newKey());
        repository.rootVersion = 2;
        repository.files.put("2.root.json", repository.root(old));

        refused(TufException.Code.THRESHOLD);
    }

    @Test
    void refusesASkippedRootVersion() {
        repository.publish();
        repository.rootVersion = 3;
        repository.files.put("2.root.json", repository.root());

        refused(TufException.Code.ROLLBACK);
    }

    @Test
    void countsOneKeyOnceHoweverOftenItSigned() {
        repository.rootThreshold = 2;
        byte[] root = repository.root(repository.keys.get("root"), repository.keys.get("root"));

        assertThatThrownBy(() -> client.refresh(root, TestRepository.NOW))
                .isInstanceOfSatisfying(
                        TufException.class, e -> assertThat(e.code()).isEqualTo(TufException.Code.THRESHOLD));
    }

    @Test
    void refusesAnOlderTimestamp() {
        repository.version = 5;
        repository.publish();
        client.refresh(trustedRoot, TestRepository.NOW);
        repository.version = 4;
        repository.publish();

        refused(TufException.Code.ROLLBACK);
    }

    @Test
    void refusesExpiredMetadataAndKeepsTheLastGoodTarget() {
        repository.publish();
        client.target(client.refresh(trustedRoot, TestRepository.NOW), "trusted_root.json");

        assertThatThrownBy(() -> client.refresh(trustedRoot, repository.expires.plusSeconds(1)))
                .isInstanceOfSatisfying(
                        TufException.class, e -> assertThat(e.code()).isEqualTo(TufException.Code.FREEZE));
        assertThat(client.lastGoodTarget("trusted_root.json")).isPresent();
    }

    @Test
    void refusesTargetsOfAnotherSnapshot() {
        repository.publish();
        ObjectNode other = repository.body("targets", 7);
        other.putObject("targets");
        repository.files.put("1.targets.json", TestRepository.sign(other, repository.keys.get("targets")));

        refused(TufException.Code.MIX_AND_MATCH);
    }

    @Test
    void refusesASwappedTarget() {
        repository.publish();
        TufClient.Snapshot snapshot = client.refresh(trustedRoot, TestRepository.NOW);
        repository.files.replaceAll((path, content) ->
                path.startsWith("targets/") ? "{\"a\":2}".getBytes(StandardCharsets.UTF_8) : content);

        assertThatThrownBy(() -> client.target(snapshot, "trusted_root.json"))
                .isInstanceOfSatisfying(
                        TufException.class, e -> assertThat(e.code()).isEqualTo(TufException.Code.CONTENT_MISMATCH));
    }

    @Test
    void refusesMetadataSignedByAnotherRole() {
        repository.publish();
        ObjectNode timestamp = repository.body("timestamp", 2);
        timestamp.putObject("meta").putObject("snapshot.json").put("version", 1);
        repository.files.put("timestamp.json", TestRepository.sign(timestamp, repository.keys.get("targets")));

        refused(TufException.Code.THRESHOLD);
    }

    @Test
    void recoversFromAFastForwardAfterTheKeysWereRotated() {
        repository.version = 1_000_000;
        repository.publish();
        client.refresh(trustedRoot, TestRepository.NOW);
        KeyPair rootKey = repository.keys.get("root");
        repository.keys.put("timestamp", TestRepository.newKey());
        repository.keys.put("snapshot", TestRepository.newKey());
        repository.rootVersion = 2;
        repository.files.put("2.root.json", repository.root(rootKey));
        repository.version = 2;
        repository.publish();

        assertThat(client.refresh(trustedRoot, TestRepository.NOW).names()).isNotEmpty();
    }

    @Test
    void answersAnUnknownTargetByName() {
        repository.publish();
        TufClient.Snapshot snapshot = client.refresh(trustedRoot, TestRepository.NOW);

        assertThatThrownBy(() -> client.target(snapshot, "nothing.json"))
                .hasMessage("the repository has no target nothing.json");
    }

    @Test
    void neverThrowsAnythingButItsOwnErrorOnMangledMetadata() {
        repository.publish();
        Random random = new Random(11);
        byte[] honest = repository.files.get("timestamp.json");
        for (int i = 0; i < 3_000; i++) {
            byte[] mangled = honest.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                mangled[random.nextInt(mangled.length)] = (byte) random.nextInt(256);
            }
            repository.files.put("timestamp.json", mangled);
            try {
                client.refresh(trustedRoot, TestRepository.NOW);
            } catch (TufException expected) {
                assertThat(expected.code()).isNotNull();
            }
        }
    }

    private void refused(TufException.Code code) {
        assertThatThrownBy(() -> client.refresh(trustedRoot, TestRepository.NOW))
                .isInstanceOfSatisfying(
                        TufException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
