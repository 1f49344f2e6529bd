package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.enforce.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Parsers of what comes from outside never throw anything but their own error. */
class ParserFuzzTest {

    private static final int ROUNDS = 20_000;
    private final Random random = new Random(20260101);

    @Test
    void challengesAreReadWithoutFailing() {
        String seed = "Bearer realm=\"https://auth.test/token\",service=\"r.test\",scope=\"repository:a/b:pull\", "
                + "Basic realm=\"x\\\"y\", Negotiate abc==";
        for (int i = 0; i < ROUNDS; i++) {
            String header =
                    new String(mutated(seed.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
            assertThat(AuthChallenge.parse(header)).hasSizeLessThanOrEqualTo(16);
        }
    }

    @Test
    void readsChallengesThatRegistriesSend() {
        assertThat(AuthChallenge.parse(
                        "Bearer realm=\"https://a.test/t\",service=\"s\",scope=\"repository:a/b:pull,push\""))
                .containsExactly(new AuthChallenge(
                        "bearer",
                        Map.of("realm", "https://a.test/t", "service", "s", "scope", "repository:a/b:pull,push")));
        assertThat(AuthChallenge.parse("Basic realm=\"a, \\\"b\\\"\", Bearer realm=x"))
                .containsExactly(
                        new AuthChallenge("basic", Map.of("realm", "a, \"b\"")),
                        new AuthChallenge("bearer", Map.of("realm", "x")));
        assertThat(AuthChallenge.parse("Negotiate, Basic"))
                .extracting(AuthChallenge::scheme)
                .containsExactly("negotiate", "basic");
        assertThat(AuthChallenge.parse("")).isEmpty();
        assertThat(AuthChallenge.parse("Bearer realm=\"open")).isEmpty();
        assertThat(AuthChallenge.parse("x".repeat(10_000))).isEmpty();
    }

    @Test
    void linksAreReadWithoutFailing() {
        String seed = "</v2/a/b/referrers/x?n=1,2>; title=\"a;b\"; rel=\"next\", <https://b.test/>; rel=prev";
        for (int i = 0; i < ROUNDS; i++) {
            String header =
                    new String(mutated(seed.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
            LinkHeader.next(header).ifPresent(link -> assertThat(header).contains(link));
        }
        assertThat(LinkHeader.next(seed)).contains("/v2/a/b/referrers/x?n=1,2");
        assertThat(LinkHeader.next("<a>; rel=prev, <b>; REL=Next")).contains("b");
        assertThat(LinkHeader.next("<a>; rel=\"nextpage\"")).isEmpty();
        assertThat(LinkHeader.next("<a>; rel=prev, <b")).isEmpty();
    }

    @Test
    void dockerConfigurationsAreReadOrRefused() {
        String seed = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dTpw\"},\"*.r.test:5000/a\":"
                + "{\"username\":\"u\",\"password\":\"p\"}},\"credHelpers\":{\"e.test\":\"ecr\"},\"credsStore\":\"s\"}";
        for (int i = 0; i < ROUNDS; i++) {
            byte[] json = mutated(seed.getBytes(StandardCharsets.UTF_8));
            onlyOwnError(() -> {
                DockerConfig config = DockerConfig.parse("fuzz", json);
                config.credentials(Repository.parse("x.r.test:5000/a/b"));
                config.credentials(Repository.parse("alpine"));
            });
            onlyOwnError(() -> DockerConfig.parseLegacy("fuzz", json));
        }
    }

    @Test
    void manifestsAreReadOrRefused() {
        Descriptor config = Descriptor.of(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8));
        byte[] image = ManifestWriter.image(
                        config, List.of(config), "application/x", config, Map.of("a", "b", "c", "d"))
                .getBytes(StandardCharsets.UTF_8);
        Descriptor entry = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                Digest.sha256(image),
                7,
                "t",
                Map.of("k", "v"),
                new Platform("linux", "arm64", "v8"));
        byte[] index = ManifestWriter.index(List.of(entry, entry)).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < ROUNDS; i++) {
            onlyOwnError(() -> Manifest.parse("fuzz", MediaTypes.OCI_MANIFEST, mutated(image)));
            onlyOwnError(() -> Manifest.parse("fuzz", MediaTypes.OCI_INDEX, mutated(index)));
        }
    }

    @Test
    void readsWhatItWrites() {
        Descriptor config = Descriptor.of(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8));
        Descriptor entry = new Descriptor(
                MediaTypes.OCI_MANIFEST,
                config.digest(),
                7,
                "t",
                Map.of("k", "v"),
                new Platform("linux", "arm64", "v8"));

        byte[] index = ManifestWriter.index(List.of(entry)).getBytes(StandardCharsets.UTF_8);
        byte[] image = ManifestWriter.image(config, List.of(entry), "type", entry, Map.of("a", "b"))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(Manifest.parse("index", MediaTypes.OCI_INDEX, index))
                .isEqualTo(new Manifest.ImageIndex(MediaTypes.OCI_INDEX, List.of(entry), null, null, Map.of()));
        assertThat(Manifest.parse("image", MediaTypes.OCI_MANIFEST, image))
                .isEqualTo(new Manifest.ImageManifest(
                        MediaTypes.OCI_MANIFEST, config, List.of(entry), entry, "type", Map.of("a", "b")));
    }

    @Test
    void refusesDeepNestingDuplicateKeysAndDocumentsOfTwoKinds() {
        String deep = "{\"a\":" + "[".repeat(100_000);
        String twice = "{\"manifests\":[],\"manifests\":[]}";
        String both = "{\"manifests\":[],\"layers\":[],\"config\":{}}";
        String lie = "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"manifests\":[]}";
        for (String document : List.of(deep, twice, both, lie)) {
            try {
                Manifest.parse("x", MediaTypes.OCI_INDEX, document.getBytes(StandardCharsets.UTF_8));
                fail("was read: " + document.substring(0, 20));
            } catch (RegistryException e) {
                assertThat(e.code()).isEqualTo(RegistryException.Code.MALFORMED);
            }
        }
    }

    private static void onlyOwnError(Runnable parse) {
        try {
            parse.run();
        } catch (RegistryException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    private byte[] mutated(byte[] seed) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    int length = Math.min(random.nextInt(12), bytes.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                }
            }
        }
        return bytes;
    }
}
