package dev.enforce.sigstore.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.outcome.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What unmodified notation wrote; its certificate lived for a day, so the clock stands inside of that day. */
class RealNotationTest {

    private static final Path DATA = Path.of("..", "testing", "fixtures", "data");
    private static final Certificate SIGNER = Certificate.ofPem(
            new String(read(DATA.resolve("keys/notation.crt")), java.nio.charset.StandardCharsets.US_ASCII));
    private static final Instant THAT_DAY = SIGNER.notBefore().plusSeconds(3600);

    private record Signed(Digest image, String mediaType, byte[] envelope) {}

    @ParameterizedTest
    @ValueSource(strings = {"notation-jws", "notation-cose"})
    void verifies(String name) throws IOException {
        Signed signed = signed(name);
        NotationResult result = verify(signed, signed.image(), THAT_DAY, trust(TrustLevel.STRICT, "Notary"));
        assertThat(result).isInstanceOfSatisfying(NotationResult.Verified.class, verified -> {
            assertThat(verified.facts().subject()).isEqualTo("C=US,ST=WA,L=Seattle,O=Notary,CN=fixtures");
            assertThat(verified.facts().scheme()).isEqualTo(SigningScheme.X509);
            assertThat(verified.facts().signingAgent()).startsWith("notation-go/");
            assertThat(verified.facts().validUntil())
                    .isEqualTo(SIGNER.notAfter().plusSeconds(1));
            assertThat(verified.facts().tolerated()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"notation-jws", "notation-cose"})
    void refusesAnotherImageAnotherSignerAnotherDay(String name) throws IOException {
        Signed signed = signed(name);
        NotationTrust strict = trust(TrustLevel.STRICT, "Notary");
        Digest other = Digest.sha256(new byte[] {1});
        assertThat(code(verify(signed, other, THAT_DAY, strict))).isEqualTo(FailureCode.SUBJECT_MISMATCH);
        assertThat(code(verify(signed, signed.image(), THAT_DAY, trust(TrustLevel.STRICT, "Other"))))
                .isEqualTo(FailureCode.IDENTITY_MISMATCH);
        Instant later = SIGNER.notAfter().plusSeconds(1);
        assertThat(code(verify(signed, signed.image(), later, strict))).isEqualTo(FailureCode.CERTIFICATE_EXPIRED);
        assertThat(verify(signed, signed.image(), later, trust(TrustLevel.PERMISSIVE, "Notary")))
                .isInstanceOfSatisfying(
                        NotationResult.Verified.class,
                        verified -> assertThat(verified.facts().tolerated())
                                .singleElement()
                                .extracting("code")
                                .isEqualTo(FailureCode.CERTIFICATE_EXPIRED));
    }

    /** Only what is not signed may change without refusal: which agent signed. */
    @ParameterizedTest
    @ValueSource(strings = {"notation-jws", "notation-cose"})
    void believesNoMutation(String name) throws IOException {
        Signed signed = signed(name);
        Random random = new Random(7);
        int verified = 0;
        for (int i = 0; i < 600; i++) {
            byte[] bytes = signed.envelope().clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            NotationResult result = verify(
                    new Signed(signed.image(), signed.mediaType(), bytes),
                    signed.image(),
                    THAT_DAY,
                    trust(TrustLevel.STRICT, "Notary"));
            if (result instanceof NotationResult.Verified(NotationFacts facts)) {
                assertThat(facts.chain()).containsExactly(SIGNER.fingerprintHex());
                verified++;
            }
            byte[] cut = Arrays.copyOf(signed.envelope(), random.nextInt(signed.envelope().length));
            assertThat(verify(
                            new Signed(signed.image(), signed.mediaType(), cut),
                            signed.image(),
                            THAT_DAY,
                            trust(TrustLevel.AUDIT, "Notary")))
                    .isInstanceOf(NotationResult.Rejected.class);
        }
        assertThat(verified).isLessThan(40);
    }

    private static NotationResult verify(Signed signed, Digest image, Instant now, NotationTrust trust) {
        return new NotationVerifier(() -> now).verify(signed.envelope(), signed.mediaType(), image, trust);
    }

    private static NotationTrust trust(TrustLevel level, String organization) {
        return new NotationTrust(
                List.of(SIGNER),
                List.of(new TrustedIdentity.Subject(Map.of("C", "US", "O", organization))),
                level,
                null);
    }

    private static FailureCode code(NotationResult result) {
        assertThat(result).isInstanceOf(NotationResult.Rejected.class);
        return ((NotationResult.Rejected) result).failures().getFirst().code();
    }

    private static Signed signed(String name) throws IOException {
        List<String[]> rows = Files.readAllLines(DATA.resolve("manifests.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[0].equals("fixtures/" + name))
                .toList();
        String image = rows.stream().filter(c -> c[1].equals("1")).findFirst().orElseThrow()[2];
        String manifest =
                rows.stream().filter(c -> c[1].equals(c[2])).findFirst().orElseThrow()[2];
        var layer = Json.parse(blob(manifest)).at("/layers/0");
        return new Signed(
                Digest.parse(image),
                layer.path("mediaType").textValue(),
                blob(layer.path("digest").textValue()));
    }

    private static byte[] blob(String digest) {
        return read(DATA.resolve("blobs").resolve(digest.substring("sha256:".length())));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
