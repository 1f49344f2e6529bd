package dev.enforce.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Repository;
import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.CertificateIdentity;
import dev.enforce.policy.CompiledAttestation;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.SignatureFormat;
import dev.enforce.policy.SignatureHash;
import dev.enforce.policy.TransparencyLogUse;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Attestation;
import dev.enforce.signing.signer.FulcioClient;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.ServiceClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import dev.enforce.signing.signer.TimestampClient;
import dev.enforce.sigstore.trust.TrustRoot;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real signatures of a private sigstore, in both layouts. */
class SignedImageTest {

    private static final String SPDX = "https://spdx.dev/Document";
    private static final SigningKey KEY = SigningKey.generate(KeyKind.ECDSA_P256);
    private static final AtomicReference<Instant> NOW = new AtomicReference<>();
    private static PrivateSigstore sigstore;
    private static PrivateSigstore foreign;

    private final Bench bench = new Bench();
    private final PinnedReference image = bench.registry.push("registry.test/team/app", "hello");

    @BeforeAll
    static void start() {
        NOW.set(Instant.parse("2026-03-01T12:00:00Z"));
        sigstore = PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(NOW::get));
        foreign = PrivateSigstore.start(PrivateSigstore.Settings.ephemeral(NOW::get));
    }

    @AfterAll
    static void stop() {
        sigstore.close();
        foreign.close();
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void passesWhatTheKeySigned(Signer.Layout layout) {
        sign(keySigner(KEY), image, layout);

        assertThat(verify(key(KEY, AuthorityOptions.NONE))).isInstanceOf(Verdict.Passed.class);
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void refusesWhatAnotherKeySigned(Signer.Layout layout) {
        sign(keySigner(SigningKey.generate(KeyKind.ECDSA_P256)), image, layout);

        assertThat(reason(verify(key(KEY, AuthorityOptions.NONE)))).contains("no matching signatures: ");
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void passesExpectedIdentityWhoseCertificateExpiredSince(Signer.Layout layout) {
        sign(keylessSigner(sigstore, "dev@example.com"), image, layout);
        bench.pass(Duration.ofDays(30));

        Verdict verdict = verify(keyless("dev@example.com", "private", AuthorityOptions.NONE));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Passed.class, passed -> {
            VerifiedEvidence evidence =
                    passed.passes().getFirst().matches().getFirst().signatures().getFirst();
            assertThat(evidence.subjects()).containsExactly("dev@example.com");
            assertThat(evidence.logIndex()).isNotNull();
            assertThat(evidence.signedAt()).isNotNull();
            assertThat(passed.basis().validUntil()).isNull();
        });
    }

    @Test
    void namesTheIdentityFoundWhenAnotherWasExpected() {
        sign(keylessSigner(sigstore, "other@example.com"), image, Signer.Layout.LEGACY);

        String reason = reason(verify(keyless("dev@example.com", "private", AuthorityOptions.NONE)));

        assertThat(reason)
                .startsWith("signature keyless validation failed for authority a for " + image.name()
                        + ": no matching signatures: none of the expected identities matched what was in the"
                        + " certificate, got subjects [other@example.com] with issuer ");
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void refusesCertificateOfForeignAuthority(Signer.Layout layout) {
        sign(keylessSigner(foreign, "dev@example.com"), image, layout);

        assertThat(verify(keyless("dev@example.com", "private", AuthorityOptions.NONE)))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void refusesEntryOfUnknownLog() {
        sign(keylessSigner(sigstore, "dev@example.com"), image, Signer.Layout.LEGACY);
        AuthorityOptions otherLog = options(List.of(), new TransparencyLogUse(null, "foreign"), false);

        assertThat(verify(keyless("dev@example.com", "private", otherLog))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void isUndecidedWhenTheTrustRootIsNotKnown() {
        sign(keylessSigner(sigstore, "dev@example.com"), image, Signer.Layout.LEGACY);

        Verdict verdict = verify(keyless("dev@example.com", "missing", AuthorityOptions.NONE));

        assertThat(((Verdict.Undecided) verdict).errors().getFirst().reasons())
                .containsExactly("signature keyless validation failed for authority a for " + image.name()
                        + ": trust root missing is not known");
    }

    @Test
    void refusesExpiredCertificateThatNobodyWitnessed() {
        Signer unwitnessed =
                new Signer(identity(sigstore, "dev@example.com"), Optional.empty(), Optional.empty(), NOW::get);
        sign(unwitnessed, image, Signer.Layout.LEGACY);
        AuthorityOptions noLog = options(List.of(), new TransparencyLogUse(null, null), false);

        Verdict inTime = verify(keyless("dev@example.com", "private", noLog));
        bench.pass(Duration.ofHours(1));
        Verdict late = verify(keyless("dev@example.com", "private", noLog));

        assertThat(inTime).isInstanceOf(Verdict.Passed.class);
        assertThat(inTime.basis().validUntil()).isNotNull();
        assertThat(reason(late)).endsWith("expected a signed timestamp to verify an expired certificate");
    }

    @Test
    void takesSignedTimestampInPlaceOfLog() {
        Signer stamped = new Signer(
                identity(sigstore, "dev@example.com"), Optional.empty(), Optional.of(timestamps(sigstore)), NOW::get);
        sign(stamped, image, Signer.Layout.LEGACY);
        bench.pass(Duration.ofDays(30));

        assertThat(verify(keyless("dev@example.com", "private", options(List.of(), null, true))))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void refusesMissingTimestampWhereOneIsWanted() {
        sign(keylessSigner(sigstore, "dev@example.com"), image, Signer.Layout.LEGACY);

        assertThat(verify(keyless("dev@example.com", "private", options(List.of(), null, true))))
                .isInstanceOf(Verdict.Failed.class);
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void refusesSignatureCopiedFromAnotherImage(Signer.Layout layout) {
        PinnedReference other = bench.registry.push("registry.test/team/app", "other");
        sign(keySigner(KEY), other, layout);
        bench.registry.copyEvidence(Repository.of(image), other.digest(), image.digest());

        assertThat(verify(key(KEY, AuthorityOptions.NONE))).isInstanceOf(Verdict.Failed.class);
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void passesAttestationOfTheWantedType(Signer.Layout layout) {
        attest(keySigner(KEY), layout, SPDX);

        assertThat(verify(key(KEY, attesting(SPDX)))).isInstanceOf(Verdict.Passed.class);
        assertThat(reason(verify(key(KEY, attesting("https://openvex.dev/ns")))))
                .isEqualTo("no matching attestations with type https://openvex.dev/ns, checked the following"
                        + " predicateTypes: \"" + SPDX + "\"");
    }

    @ParameterizedTest
    @EnumSource(Signer.Layout.class)
    void attestationIsNoSignature(Signer.Layout layout) {
        attest(keySigner(KEY), layout, SPDX);

        assertThat(reason(verify(key(KEY, AuthorityOptions.NONE)))).endsWith("no signatures found");
    }

    @Test
    void refusesSwappedPayload() {
        sign(keySigner(KEY), image, Signer.Layout.LEGACY);
        PinnedReference other = bench.registry.push("registry.test/team/app", "other");
        bench.registry.copyEvidence(Repository.of(image), image.digest(), other.digest());
        bench.sign(other, "x");

        assertThat(verifyImage(other, key(KEY, AuthorityOptions.NONE))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void isUndecidedWhenTheKeyCannotBeRead() {
        KeyAuthority broken = new KeyAuthority("a", List.of("no key"), SignatureHash.SHA256, AuthorityOptions.NONE);

        assertThat(verify(broken)).isInstanceOf(Verdict.Undecided.class);
    }

    private Verdict verify(CompiledAuthority authority) {
        return verifyImage(image, authority);
    }

    private Verdict verifyImage(PinnedReference which, CompiledAuthority authority) {
        TrustedRoots roots = new TrustedRoots(Map.of("private", root(sigstore), "foreign", root(foreign)), null);
        return bench.verify(which, PolicySet.of(List.of(Bench.policy("p", authority)), roots));
    }

    private static TrustRoot root(PrivateSigstore of) {
        return TrustRoot.require(of.trustedRootJson().getBytes(StandardCharsets.UTF_8));
    }

    private static String reason(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Failed.class);
        return ((Verdict.Failed) verdict).failures().getFirst().reasons().getFirst();
    }

    private void sign(Signer signer, PinnedReference which, Signer.Layout layout) {
        signer.sign(bench.registry.store(Repository.of(which)), target(which), layout, Map.of());
    }

    private void attest(Signer signer, Signer.Layout layout, String type) {
        Attestation attestation =
                Attestation.of(type, "{\"name\":\"app\"}".getBytes(StandardCharsets.UTF_8), NOW.get());
        signer.attest(bench.registry.store(Repository.of(image)), target(image), layout, attestation);
    }

    private static Signer.Target target(PinnedReference which) {
        return new Signer.Target(which.context(), which.digest());
    }

    private static Signer keySigner(SigningKey key) {
        return new Signer(new SignerIdentity.Key(key), Optional.empty(), Optional.empty(), NOW::get);
    }

    private static Signer keylessSigner(PrivateSigstore at, String email) {
        return new Signer(
                identity(at, email),
                Optional.of(new LogClient.Version1(ServiceClient.create(), at.url())),
                Optional.empty(),
                NOW::get);
    }

    private static SignerIdentity identity(PrivateSigstore at, String email) {
        return new SignerIdentity.Keyless(
                new FulcioClient(ServiceClient.create(), at.url()),
                () -> at.issuer().tokenForEmail(email));
    }

    private static TimestampClient timestamps(PrivateSigstore at) {
        return new TimestampClient(ServiceClient.create(), at.timestampUrl(), new SecureRandom());
    }

    private static KeyAuthority key(SigningKey key, AuthorityOptions options) {
        return new KeyAuthority("a", List.of(key.publicKeyPem()), SignatureHash.SHA256, options);
    }

    private static KeylessAuthority keyless(String subject, String root, AuthorityOptions options) {
        CertificateIdentity identity =
                CertificateIdentity.exact(sigstore.issuer().issuer().toString(), subject);
        return new KeylessAuthority("a", "https://fulcio.test", List.of(identity), null, root, false, options);
    }

    private static AuthorityOptions attesting(String type) {
        return options(List.of(CompiledAttestation.of("wanted", type, null)), null, false);
    }

    private static AuthorityOptions options(
            List<CompiledAttestation> attestations, TransparencyLogUse log, boolean timestamp) {
        return new AuthorityOptions(
                List.of(), log, attestations, timestamp, timestamp ? "private" : null, SignatureFormat.LEGACY);
    }
}
