package dev.enforce.sigstore.notation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.sigstore.outcome.Failure;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.testing.TestKeys;
import dev.enforce.sigstore.testing.TestTimestampAuthority;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.sigstore.trust.Validity;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the specification one by one, for both kinds of envelopes. */
class NotationVerifierTest {

    private static final Digest IMAGE = Digest.sha256(new byte[] {1, 2});
    private static final Instant SIGNED = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
    private static final Instant NEXT_YEAR = Instant.parse("2027-07-01T00:00:00Z");
    private static final SigningChain CHAIN = SigningChain.good();
    private static final TestTimestampAuthority STAMPS = new TestTimestampAuthority("tsa");
    private static final TrustRoot STAMP_ROOT =
            TrustRoot.of(List.of(), List.of(STAMPS.authority(Validity.always())), List.of(), List.of());

    private static TestEnvelope envelope() {
        return new TestEnvelope(CHAIN, IMAGE, SIGNED);
    }

    private static NotationTrust trust(TrustLevel level) {
        return new NotationTrust(List.of(CHAIN.root()), List.of(new TrustedIdentity.Anyone()), level, null);
    }

    private static NotationResult verify(String type, TestEnvelope envelope, NotationTrust trust, Instant now) {
        return new NotationVerifier(() -> now).verify(envelope.encode(type), type, IMAGE, trust);
    }

    private static NotationFacts facts(NotationResult result) {
        assertThat(result).isInstanceOf(NotationResult.Verified.class);
        return ((NotationResult.Verified) result).facts();
    }

    private static void refuse(NotationResult result, FailureCode code, String text) {
        assertThat(result).isInstanceOf(NotationResult.Rejected.class);
        List<Failure> failures = ((NotationResult.Rejected) result).failures();
        assertThat(failures).anySatisfy(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.text()).contains(text);
        });
    }

    private static void refuseBoth(Consumer<TestEnvelope> change, FailureCode code, String text) {
        for (String type : List.of(WireNames.JWS, WireNames.COSE)) {
            TestEnvelope envelope = envelope();
            change.accept(envelope);
            refuse(verify(type, envelope, trust(TrustLevel.AUDIT), NOW), code, text);
        }
    }

    private static void refuseChain(Consumer<SigningChain.Wish> change, String text) {
        SigningChain.Wish wish = new SigningChain.Wish();
        change.accept(wish);
        SigningChain chain = SigningChain.of(wish);
        for (String type : List.of(WireNames.JWS, WireNames.COSE)) {
            NotationTrust trust = new NotationTrust(
                    chain.certificates(), List.of(new TrustedIdentity.Anyone()), TrustLevel.AUDIT, null);
            refuse(
                    verify(type, new TestEnvelope(chain, IMAGE, SIGNED), trust, NOW),
                    FailureCode.CERTIFICATE_UNTRUSTED,
                    text);
        }
    }

    @ParameterizedTest
    @CsvSource({"ES256,secp256r1", "ES384,secp384r1", "ES512,secp521r1", "PS256,2048", "PS384,3072", "PS512,4096"})
    void verifiesEveryAlgorithmWithTheKeyThatBelongsToIt(String algorithm, String key) {
        KeyPair keys = algorithm.startsWith("E") ? TestKeys.ec(key) : TestKeys.rsa(Integer.parseInt(key));
        SigningChain.Wish wish = new SigningChain.Wish();
        wish.leafKeys = keys;
        SigningChain chain = SigningChain.of(wish);
        for (String type : List.of(WireNames.JWS, WireNames.COSE)) {
            TestEnvelope envelope = new TestEnvelope(chain, IMAGE, SIGNED);
            envelope.algorithm = algorithm;
            NotationTrust trust = new NotationTrust(
                    List.of(chain.root()), List.of(new TrustedIdentity.Anyone()), TrustLevel.STRICT, null);
            NotationFacts facts = facts(verify(type, envelope, trust, NOW));
            assertThat(facts.chain()).hasSize(3);
            assertThat(facts.annotations()).containsExactly(Map.entry("stage", "prod"));
            assertThat(facts.signingTime()).isEqualTo(SIGNED);
        }
    }

    @Test
    void trustsByAnyCertificateOfTheChainAndByNoOther() {
        for (int i = 0; i < 3; i++) {
            NotationTrust trust = new NotationTrust(
                    List.of(CHAIN.certificates().get(i)),
                    List.of(new TrustedIdentity.Anyone()),
                    TrustLevel.STRICT,
                    null);
            facts(verify(WireNames.JWS, envelope(), trust, NOW));
        }
        NotationTrust stranger = new NotationTrust(
                List.of(SigningChain.good().root()),
                List.of(new TrustedIdentity.Anyone()),
                TrustLevel.PERMISSIVE,
                null);
        refuse(
                verify(WireNames.COSE, envelope(), stranger, NOW),
                FailureCode.CERTIFICATE_UNTRUSTED,
                "no certificate of the signature's chain is trusted, signed by C=US,ST=WA,O=example.test,CN=signer");
    }

    @Test
    void auditOnlyNotesWhoSigned() {
        NotationTrust audit = new NotationTrust(
                List.of(SigningChain.good().root()), List.of(new TrustedIdentity.Anyone()), TrustLevel.AUDIT, null);
        assertThat(facts(verify(WireNames.JWS, envelope(), audit, NOW)).tolerated())
                .extracting(Failure::code)
                .containsExactly(FailureCode.CERTIFICATE_UNTRUSTED);
    }

    @Test
    void comparesSubjectsAttributeByAttribute() {
        Map<Map<String, String>, Boolean> wanted = Map.of(
                Map.of("C", "US", "ST", "WA", "O", "example.test"), true,
                Map.of("O", "example.test"), true,
                Map.of("O", "Example.test"), false,
                Map.of("O", "example.test", "L", "Seattle"), false,
                Map.of("CN", "signer,"), false);
        wanted.forEach((attributes, matches) -> {
            NotationTrust trust = new NotationTrust(
                    List.of(CHAIN.root()), List.of(new TrustedIdentity.Subject(attributes)), TrustLevel.STRICT, null);
            NotationResult result = verify(WireNames.JWS, envelope(), trust, NOW);
            assertThat(result instanceof NotationResult.Verified)
                    .as(attributes.toString())
                    .isEqualTo(matches);
        });
    }

    @Test
    void refusesSubjectWithOneAttributeTwice() {
        SigningChain.Wish wish = new SigningChain.Wish();
        wish.subject = "C=US,ST=WA,O=somebody,O=example.test";
        SigningChain chain = SigningChain.of(wish);
        NotationTrust trust = new NotationTrust(
                List.of(chain.root()),
                List.of(new TrustedIdentity.Subject(Map.of("O", "example.test"))),
                TrustLevel.STRICT,
                null);
        refuse(
                verify(WireNames.JWS, new TestEnvelope(chain, IMAGE, SIGNED), trust, NOW),
                FailureCode.MALFORMED,
                "two attributes O");
    }

    @Test
    void refusesSignatureCopiedFromAnotherImage() {
        for (String type : List.of(WireNames.JWS, WireNames.COSE)) {
            NotationResult result = new NotationVerifier(() -> NOW)
                    .verify(envelope().encode(type), type, Digest.sha256(new byte[] {9}), trust(TrustLevel.AUDIT));
            refuse(result, FailureCode.SUBJECT_MISMATCH, "the signature is about " + IMAGE);
        }
    }

    @Test
    void refusesPayloadThatWasChangedAfterwards() {
        byte[] jws = envelope().jws();
        String text = new String(jws, StandardCharsets.US_ASCII);
        TestEnvelope other = envelope();
        other.payload = other.payload.replace("prod", "test");
        String stolen = new String(other.jws(), StandardCharsets.US_ASCII);
        String payload = stolen.substring(0, stolen.indexOf("\",\"protected"));
        String mixed = payload + text.substring(text.indexOf("\",\"protected"));
        refuse(
                new NotationVerifier(() -> NOW)
                        .verify(
                                mixed.getBytes(StandardCharsets.US_ASCII),
                                WireNames.JWS,
                                IMAGE,
                                trust(TrustLevel.AUDIT)),
                FailureCode.SIGNATURE_INVALID,
                "");
    }

    @Test
    void refusesEnvelopeOfTheOtherKindAndOfNone() {
        NotationVerifier verifier = new NotationVerifier(() -> NOW);
        NotationTrust trust = trust(TrustLevel.AUDIT);
        refuse(verifier.verify(envelope().cose(), WireNames.JWS, IMAGE, trust), FailureCode.MALFORMED, "");
        refuse(verifier.verify(envelope().jws(), WireNames.COSE, IMAGE, trust), FailureCode.MALFORMED, "");
        refuse(
                verifier.verify(envelope().jws(), "application/xml", IMAGE, trust),
                FailureCode.UNSUPPORTED,
                "application/xml");
    }

    @Test
    void refusesHeadersThatItDoesNotUnderstand() {
        refuseBoth(
                e -> {
                    e.headers.put("x.custom", "1");
                    e.critical = List.of(WireNames.SIGNING_SCHEME, "x.custom");
                },
                FailureCode.UNSUPPORTED,
                "critical header x.custom");
        refuseBoth(
                e -> e.critical = List.of(WireNames.SIGNING_SCHEME, "x.absent"),
                FailureCode.MALFORMED,
                "crit names a header that is not there");
        refuseBoth(e -> e.critical = List.of(), FailureCode.MALFORMED, "crit is not a short list");
        refuseBoth(
                e -> {
                    e.headers.put(WireNames.PLUGIN, "vault");
                    e.critical = List.of(WireNames.SIGNING_SCHEME, WireNames.PLUGIN);
                },
                FailureCode.UNSUPPORTED,
                "plugin vault");
        refuseBoth(
                e -> e.headers.put(WireNames.EXPIRY, NEXT_YEAR),
                FailureCode.MALFORMED,
                "expiry is not marked as critical");
        refuseBoth(
                e -> e.headers.put(WireNames.SIGNING_SCHEME, "notary.x509.other"),
                FailureCode.MALFORMED,
                "unsupported signing scheme");
        refuseBoth(e -> e.contentType = "text/plain", FailureCode.PAYLOAD_TYPE_UNEXPECTED, "text/plain");
        refuseBoth(e -> e.payload = "{}", FailureCode.MALFORMED, "targetArtifact is missing");
    }

    @Test
    void refusesAlgorithmsThatDoNotBelongToTheKey() {
        SigningChain.Wish rsa = new SigningChain.Wish();
        rsa.leafKeys = TestKeys.rsa(3072);
        SigningChain chain = SigningChain.of(rsa);
        refuseBoth(
                e -> {
                    e.chain = chain;
                    e.algorithm = "PS256";
                },
                FailureCode.SIGNATURE_INVALID,
                "PS256 does not belong to the key");
        SigningChain.Wish large = new SigningChain.Wish();
        large.leafKeys = TestKeys.ec("secp384r1");
        SigningChain curve = SigningChain.of(large);
        refuseBoth(
                e -> {
                    e.chain = curve;
                    e.algorithm = "ES256";
                },
                FailureCode.SIGNATURE_INVALID,
                "ES256 does not belong");
    }

    @Test
    void refusesChainsAgainstTheCertificateRequirements() {
        refuseChain(w -> w.leafUsage = 0, "no critical key usage");
        refuseChain(w -> w.usageCritical = false, "no critical key usage");
        refuseChain(w -> w.leafUsage = KeyUsage.keyAgreement, "not for digital signatures");
        refuseChain(w -> w.leafUsage |= KeyUsage.keyCertSign, "more than digital signatures");
        refuseChain(w -> w.leafIsAuthority = true, "one of a certificate authority");
        refuseChain(w -> w.purposes = new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth}, "not for code signing");
        refuseChain(
                w -> w.purposes = new KeyPurposeId[] {KeyPurposeId.id_kp_codeSigning, KeyPurposeId.anyExtendedKeyUsage},
                "more than code signing");
        refuseChain(w -> w.intermediateIsAuthority = false, "no certificate authority");
        refuseChain(w -> w.intermediateUsage = KeyUsage.digitalSignature, "may not sign certificates");
        refuseChain(w -> w.rootPathLength = 0, "longer than an issuer in it allows");
        refuseChain(w -> w.withRoot = false, "does not end in a self-signed certificate");
    }

    @Test
    void refusesChainInAnotherOrderOrOfOthers() {
        SigningChain other = SigningChain.good();
        SigningChain mixed = new SigningChain(
                CHAIN.keys(),
                List.of(CHAIN.certificates().getFirst(), other.certificates().get(1), other.root()));
        refuseBoth(e -> e.chain = mixed, FailureCode.CERTIFICATE_UNTRUSTED, "not issued by the next one");
        SigningChain swapped = new SigningChain(
                CHAIN.keys(),
                List.of(
                        CHAIN.certificates().getFirst(),
                        CHAIN.root(),
                        CHAIN.certificates().get(1)));
        refuseBoth(e -> e.chain = swapped, FailureCode.CERTIFICATE_UNTRUSTED, "not issued by the next one");
    }

    @ParameterizedTest
    @ValueSource(strings = {WireNames.JWS, WireNames.COSE})
    void wantsValidCertificatesNowUnlessATimestampProvesTheTime(String type) {
        refuse(
                verify(type, envelope(), trust(TrustLevel.STRICT), NEXT_YEAR),
                FailureCode.CERTIFICATE_EXPIRED,
                "not at " + NEXT_YEAR);
        NotationTrust stamped = new NotationTrust(
                List.of(CHAIN.root()), List.of(new TrustedIdentity.Anyone()), TrustLevel.STRICT, STAMP_ROOT);
        TestEnvelope envelope = envelope();
        envelope.stamp = signature -> STAMPS.stamp(signature, SIGNED);
        NotationFacts facts = facts(verify(type, envelope, stamped, NEXT_YEAR));
        assertThat(facts.timestamp()).isNotNull();
        assertThat(facts.validUntil()).isNull();
        refuse(verify(type, envelope(), stamped, NOW), FailureCode.TIMESTAMP_MISSING, "no timestamp");
        envelope.stamp = signature -> STAMPS.stamp(new byte[] {1}, SIGNED);
        refuse(verify(type, envelope, stamped, NOW), FailureCode.TIMESTAMP_INVALID, "about another signature");
        envelope.stamp = signature -> new TestTimestampAuthority("other").stamp(signature, SIGNED);
        refuse(verify(type, envelope, stamped, NOW), FailureCode.TIMESTAMP_INVALID, "unknown authority");
        envelope.stamp = signature -> STAMPS.stamp(signature, NEXT_YEAR);
        refuse(verify(type, envelope, stamped, NEXT_YEAR), FailureCode.CERTIFICATE_EXPIRED, "not at");
    }

    @ParameterizedTest
    @ValueSource(strings = {WireNames.JWS, WireNames.COSE})
    void believesTheTimeOfASigningAuthority(String type) {
        facts(verify(type, envelope().signingAuthority(SIGNED), trust(TrustLevel.STRICT), NEXT_YEAR));
        refuse(
                verify(type, envelope().signingAuthority(NEXT_YEAR), trust(TrustLevel.STRICT), NEXT_YEAR),
                FailureCode.CERTIFICATE_EXPIRED,
                "not at");
        refuse(
                verify(type, envelope().signingAuthority(NOW), trust(TrustLevel.STRICT), SIGNED),
                FailureCode.CERTIFICATE_EXPIRED,
                "future");
    }

    @ParameterizedTest
    @ValueSource(strings = {WireNames.JWS, WireNames.COSE})
    void endsWithTheExpiryThatTheSignerWanted(String type) {
        Instant expiry = NOW.plusSeconds(60);
        assertThat(facts(verify(type, envelope().expiry(expiry), trust(TrustLevel.STRICT), NOW))
                        .validUntil())
                .isEqualTo(expiry);
        refuse(
                verify(type, envelope().expiry(expiry), trust(TrustLevel.STRICT), expiry),
                FailureCode.SIGNATURE_EXPIRED,
                "expired at " + expiry);
        assertThat(facts(verify(type, envelope().expiry(expiry), trust(TrustLevel.PERMISSIVE), expiry))
                        .tolerated())
                .extracting(Failure::code)
                .containsExactly(FailureCode.SIGNATURE_EXPIRED);
        refuse(
                verify(type, envelope().expiry(SIGNED), trust(TrustLevel.AUDIT), NOW),
                FailureCode.MALFORMED,
                "expires before it was made");
    }
}
