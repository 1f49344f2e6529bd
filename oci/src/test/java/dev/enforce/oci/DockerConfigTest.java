package dev.enforce.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.oci.RegistryException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which credentials a repository gets from docker configurations and pull secrets. */
class DockerConfigTest {

    private static Keychain config(String json) {
        return DockerConfig.parse("docker config", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String auth(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> password(Keychain keychain, String repository) {
        return keychain.credentials(Repository.parse(repository)).map(found -> ((Credentials.Basic) found).password());
    }

    @ParameterizedTest
    @CsvSource({
        "ghcr.io, ghcr.io/team/app, true",
        "https://ghcr.io, ghcr.io/team/app, true",
        "https://ghcr.io/v2/, ghcr.io/team/app, true",
        "GHCR.io, ghcr.io/team/app, true",
        "ghcr.io/team, ghcr.io/team/app, true",
        "ghcr.io/other, ghcr.io/team/app, false",
        "ghcr.io, ghcr.io:443/team/app, false",
        "r.test:5000, r.test:5000/team/app, true",
        "r.test, r.test:5000/team/app, false",
        "*.azurecr.io, my.azurecr.io/team/app, true",
        "*.azurecr.io, a.b.azurecr.io/team/app, false",
        "*.*.azurecr.io, a.b.azurecr.io/team/app, true",
        "*.azurecr.io, azurecr.io/team/app, false",
        "reg-?.test:5000, reg-1.test:5000/team/app, true",
        "reg-[a-c].test, reg-b.test/team/app, true",
        "reg-[^a-c].test, reg-b.test/team/app, false",
        "https://index.docker.io/v1/, team/app, true",
        "docker.io, team/app, true",
        "registry-1.docker.io, docker.io/team/app, true",
        "docker.io/team, team/app, true",
        "docker.io/other, team/app, false",
    })
    void matchesAsKubernetesDoes(String key, String repository, boolean matches) {
        Keychain keychain = config("{'auths':{'" + key + "':{'username':'u','password':'p'}}}");

        assertThat(password(keychain, repository).isPresent()).isEqualTo(matches);
    }

    @Test
    void takesTheLongestOfSeveralThatMatch() {
        Keychain keychain = config("{'auths':{"
                + "'ghcr.io':{'auth':'" + auth("u:host") + "'},"
                + "'ghcr.io/team/app':{'auth':'" + auth("u:app") + "'},"
                + "'ghcr.io/team':{'auth':'" + auth("u:team:with:colons") + "'}}}");

        assertThat(password(keychain, "ghcr.io/team/app")).contains("app");
        assertThat(password(keychain, "ghcr.io/team/web")).contains("team:with:colons");
        assertThat(password(keychain, "ghcr.io/web/site")).contains("host");
    }

    @Test
    void readsTokens() {
        Repository repository = Repository.parse("r.test/a/b");

        assertThat(config("{'auths':{'r.test':{'identitytoken':'i'}}}").credentials(repository))
                .contains(new Credentials.IdentityToken("i"));
        assertThat(config("{'auths':{'r.test':{'registrytoken':'r'}}}").credentials(repository))
                .contains(new Credentials.Bearer("r"));
        assertThat(config("{'auths':{'r.test':{'auth':'" + auth("<token>:i") + "'}}}")
                        .credentials(repository))
                .contains(new Credentials.IdentityToken("i"));
    }

    @Test
    void namesStoreThatKeepsTheCredentials() {
        Keychain keychain = config("{'auths':{'r.test':{}},'credsStore':'osxkeychain'}");

        assertThatThrownBy(() -> keychain.credentials(Repository.parse("r.test/a/b")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED))
                .hasMessageContaining("osxkeychain");
        assertThat(keychain.credentials(Repository.parse("other.test/a/b"))).isEmpty();
    }

    @Test
    void readsBothKindsOfPullSecret() {
        byte[] entry = "{\"r.test\":{\"username\":\"u\",\"password\":\"p\"}}".getBytes(StandardCharsets.UTF_8);
        byte[] wrapped =
                "{\"auths\":{\"r.test\":{\"username\":\"u\",\"password\":\"p\"}}}".getBytes(StandardCharsets.UTF_8);

        assertThat(password(
                        PullSecrets.keychain("ns/a", "kubernetes.io/dockercfg", Map.of(".dockercfg", entry)),
                        "r.test/a/b"))
                .contains("p");
        assertThat(password(
                        PullSecrets.keychain(
                                "ns/a", "kubernetes.io/dockerconfigjson", Map.of(".dockerconfigjson", wrapped)),
                        "r.test/a/b"))
                .contains("p");
    }

    @Test
    void namesSecretThatIsNoPullSecret() {
        assertThatThrownBy(() -> PullSecrets.keychain("ns/a", "Opaque", Map.of()))
                .hasMessageContaining("secret ns/a has the type Opaque");
        assertThatThrownBy(() -> PullSecrets.keychain("ns/a", PullSecrets.CONFIG_TYPE, Map.of()))
                .hasMessageContaining("secret ns/a has no .dockerconfigjson");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{'auths':[]}",
                "{'auths':{'r.test':'hunter2'}}",
                "{'auths':{'r.test':{'auth':'%%hunter2'}}}",
                "{'auths':{'r.test':{'auth':'aHVudGVyMg=='}}}",
                "{'auths':{'':{'password':'hunter2'}}}",
                "{'auths':{'r.test':{'registrytoken':'hunter2 \\n'}}}",
                "{'auths':{'r.test':{}}} hunter2"
            })
    void refusesBrokenConfigurationWithoutShowingSecrets(String json) {
        assertThatThrownBy(() -> config(json)).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.MALFORMED);
            assertThat(e).hasMessageNotContaining("hunter2").hasNoCause();
        });
    }

    @Test
    void firstKeychainThatKnowsWins() {
        Keychain first = config("{'auths':{'r.test/team':{'username':'u','password':'one'}}}");
        Keychain second = config("{'auths':{'r.test':{'username':'u','password':'two'}}}");
        Keychain both = Keychain.firstOf(first, second);

        assertThat(password(both, "r.test/team/app")).contains("one");
        assertThat(password(both, "r.test/other")).contains("two");
        assertThat(both.cacheKey()).isEqualTo(Keychain.firstOf(first, second).cacheKey());
        assertThat(both.cacheKey()).isNotEqualTo(Keychain.firstOf(second, first).cacheKey());
    }

    @Test
    void showsNoSecretAnywhere() {
        Keychain keychain = config("{'auths':{'r.test':{'username':'someone','password':'hunter2'}}}");
        Credentials credentials =
                keychain.credentials(Repository.parse("r.test/a/b")).orElseThrow();

        assertThat(keychain + " " + keychain.cacheKey() + " " + credentials + " " + credentials.fingerprint()
                        + Keychain.forRegistry("r.test", credentials))
                .doesNotContain("hunter2")
                .doesNotContain("someone");
    }
}
