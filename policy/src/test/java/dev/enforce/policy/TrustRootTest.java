package dev.enforce.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.TrustedRootJson.Made;
import dev.enforce.policy.TrustedRootJson.NotMade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TrustRoots: rules, and the JSON that is made of their keys. */
class TrustRootTest {

    private static final String GOOD = """
            {sigstoreKeys: {
              certificateAuthorities: [{subject: {organization: o, commonName: c}, uri: 'https://f.example',
                certChain: ${ca}, validFor: {start: '2022-04-13T20:06:15Z', end: '2030-01-01T00:00:00Z'}}],
              tLogs: [
                {baseURL: 'https://r.example', hashAlgorithm: sha-256, publicKey: ${ec-p256}},
                {baseURL: 'https://r2.example', hashAlgorithm: SHA256, publicKey: ${ed25519}},
                {baseURL: 'https://r3.example', hashAlgorithm: sha512, publicKey: ${rsa-4096}}],
              ctLogs: [{baseURL: 'https://ct.example', hashAlgorithm: sha-384, publicKey: ${ec-p384}}],
              timestampAuthorities: [{subject: {organization: o, commonName: tsa}, uri: 'https://t.example',
                certChain: ${tsa+ca}}]}}
            """;

    @Test
    void makesTheProtocolsJson() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(((Made) TrustedRootJson.of(read(GOOD).trustRoot())).json());

        assertThat(json.get("mediaType").textValue())
                .isEqualTo("application/vnd.dev.sigstore.trustedroot+json;version=0.1");
        assertThat(json.get("tlogs").findValuesAsText("keyDetails"))
                .containsExactly("PKIX_ECDSA_P256_SHA_256", "PKIX_ED25519", "PKIX_RSA_PKCS1V15_4096_SHA256");
        assertThat(json.get("tlogs").findValuesAsText("hashAlgorithm"))
                .containsExactly("SHA2_256", "SHA2_256", "SHA2_512");
        JsonNode log = json.get("tlogs").get(0);
        byte[] key = Base64.getDecoder().decode(log.at("/publicKey/rawBytes").textValue());
        assertThat(Base64.getDecoder().decode(log.at("/logId/keyId").textValue()))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(key));
        assertThat(log.at("/publicKey/validFor/start").textValue()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(json.at("/certificateAuthorities/0/validFor/end").textValue())
                .isEqualTo("2030-01-01T00:00:00Z");
        assertThat(json.at("/certificateAuthorities/0/subject/commonName").textValue())
                .isEqualTo("c");
        assertThat(json.at("/timestampAuthorities/0/certChain/certificates")).hasSize(2);
        assertThat(json.at("/ctlogs/0/baseUrl").textValue()).isEqualTo("https://ct.example");
    }

    @Test
    void reportsWhatIsWrongWithEveryElement() {
        assertThat(texts("""
                {sigstoreKeys: {certificateAuthorities: [{}, {subject: {organization: o, commonName: c}, uri: u,
                  certChain: YWJj}], tLogs: [{}, {baseURL: u, hashAlgorithm: md5, publicKey: YWJj}],
                  timestampAuthorities: [{subject: {organization: o, commonName: c}, uri: u, certChain: ${tsa+tsa}}]}}
                """)).isEqualTo("""
                invalid value: certificate chain must contain at most one TSA certificate: spec.sigstoreKeys.timestampAuthorities[0].certChain
                invalid value: error splitting the certificates: spec.sigstoreKeys.certificateAuthority[1].certChain
                no certificates in PEM
                invalid value: md5: spec.sigstoreKeys.tLogs[1].hashAlgorithm
                invalid value: not a public key: spec.sigstoreKeys.tLogs[1].publicKey
                missing field(s): spec.sigstoreKeys.certificateAuthority[0].certchain, \
                spec.sigstoreKeys.certificateAuthority[0].subject.commonName, \
                spec.sigstoreKeys.certificateAuthority[0].subject.organization, \
                spec.sigstoreKeys.certificateAuthority[0].uri, spec.sigstoreKeys.tLogs[0].baseURL, \
                spec.sigstoreKeys.tLogs[0].hashAlgorithm, spec.sigstoreKeys.tLogs[0].publicKey""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|expected exactly one, got neither: spec.remote, spec.repository, spec.sigstoreKeys",
                "{remote: {}, sigstoreKeys: {}}|expected exactly one, got both: spec.remote, spec.repository,"
                        + " spec.sigstoreKeys",
                "{sigstoreKeys: {}}|expected exactly one, got neither: spec.sigstoreKeys.certificateAuthority,"
                        + " spec.sigstoreKeys.timestampAuthorities",
                "{remote: {}}|missing field(s): spec.remote.mirror, spec.remote.root",
                "{remote: {mirror: 'https://m', root: '!'}}|invalid value: failed to unmarshal: spec.remote.root#"
                        + "illegal base64 data",
                "{remote: {mirror: 'https://m', root: 'e30='}}|invalid value: missing signatures in root.json:"
                        + " spec.remote.root#no signatures",
                "{remote: {mirror: 'https://m', root: 'W10='}}|invalid value: failed to unmarshal: spec.remote.root#"
                        + "not a JSON object",
                "{remote: {mirror: 'https://m', root: 'eyJzaWduYXR1cmVzIjpbXX0='}}|``",
                "{repository: {root: 'eyJzaWduYXR1cmVzIjpbXX0='}}|missing field(s): spec.repository.repository",
                "{repository: {root: 'eyJzaWduYXR1cmVzIjpbXX0=', mirrorFS: '!'}}|invalid value: failed to construct a"
                        + " TUF client: spec.repository.mirrorFS#illegal base64 data",
                "{repository: {root: 'eyJzaWduYXR1cmVzIjpbXX0=', mirrorFS: 'YWJj'}}|invalid value: failed to construct"
                        + " a TUF client: spec.repository.mirrorFS#not a tar.gz: Not in GZIP format",
                "{repository: {root: 'e30=', mirrorFS: 'YWJj'}}|invalid value: missing signatures in root.json:"
                        + " spec.repository.root#no signatures",
                "{sigstoreKeys: {timestampAuthorities: [{subject: {organization: o, commonName: c}, uri: u,"
                        + " certChain: ${ca}, validFor: {start: yesterday}}]}}|invalid value: yesterday:"
                        + " spec.sigstoreKeys.timestampAuthorities[0].validFor.start#not an RFC 3339 time",
                "{sigstoreKeys: {timestampAuthorities: [{subject: {organization: o, commonName: c}, uri: u,"
                        + " certChain: ${ca}, validFor: {start: '2022-01-01T00:00:00Z', end: '2021-01-01T00:00:00Z'}}]}}"
                        + "|invalid value: 2021-01-01T00:00:00Z:"
                        + " spec.sigstoreKeys.timestampAuthorities[0].validFor.end#the end is not after the start",
            })
    void answersInTheExactWords(String spec, String expected) {
        assertThat(texts(spec)).isEqualTo(expected.replace('#', '\n'));
    }

    @Test
    void acceptsARepositoryThatIsCarriedAlong() {
        String mirror = Base64.getEncoder().encodeToString(tarOf("repository/timestamp.json"));
        String spec = "{repository: {root: 'eyJzaWduYXR1cmVzIjpbXX0=', mirrorFS: '%s'}}".formatted(mirror);

        assertThat(texts(spec)).isEmpty();
        assertThat(TrustedRootJson.of(read(spec).trustRoot()))
                .isInstanceOfSatisfying(
                        NotMade.class,
                        not -> assertThat(PolicyDiagnostic.errorText(not.diagnostics()))
                                .isEqualTo("lies in a TUF repository, which has to be read: spec.repository"));
    }

    @Test
    void missesTheMetadataInAnArchive() {
        String mirror = Base64.getEncoder().encodeToString(tarOf("repository/root.json"));

        assertThat(texts("{repository: {root: 'eyJzaWduYXR1cmVzIjpbXX0=', mirrorFS: '%s'}}".formatted(mirror)))
                .endsWith("timestamp.json is not in the archive");
    }

    @Test
    void readsTheDefinitionsThatAreInstalled() {
        for (String definition : ResourceDefinitions.all()) {
            DecodedDocument document =
                    PolicyDocuments.read(definition).documents().getFirst();
            assertThat(document.tree().at("/spec/group").textValue()).isEqualTo(WireNames.GROUP);
            for (JsonNode version : document.tree().at("/spec/versions")) {
                assertThat(version.path("subresources").has("status")).isTrue();
                assertThat(version.at("/schema/openAPIV3Schema/properties/spec/properties"))
                        .isNotEmpty();
            }
        }
        assertThat(PolicyDocuments.read(ResourceDefinitions.clusterImagePolicies())
                        .documents()
                        .getFirst()
                        .tree()
                        .at("/spec/versions")
                        .findValuesAsText("storage"))
                .containsExactly("false", "true");
    }

    private static String texts(String spec) {
        PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);
        List<PolicyDiagnostic> diagnostics = compiler.validateDefaulted(read(spec));
        return PolicyDiagnostic.errorText(diagnostics);
    }

    private static TrustRootDocument read(String spec) {
        String text = Pattern.compile("\\$\\{([a-z0-9+-]+)}").matcher(spec).replaceAll(match -> {
            StringBuilder pem = new StringBuilder();
            for (String name : match.group(1).split("\\+")) {
                pem.append(TestResources.text("keys/" + name + ".pem"));
            }
            return Matcher.quoteReplacement(
                    Base64.getEncoder().encodeToString(pem.toString().getBytes(StandardCharsets.UTF_8)));
        });
        PolicyDocuments.Reading reading = PolicyDocuments.read(
                "{apiVersion: policy.sigstore.dev/v1alpha1, kind: TrustRoot, metadata: {name: t}, spec: " + text + "}");
        assertThat(reading.diagnostics()).isEmpty();
        return (TrustRootDocument) reading.documents().getFirst();
    }

    private static byte[] tarOf(String name) {
        byte[] header = new byte[512];
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, header, 0, text.length);
        System.arraycopy("00000000000".getBytes(StandardCharsets.UTF_8), 0, header, 124, 11);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(header);
            gzip.write(new byte[1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
