package dev.enforce.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.model.Digest;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.oci.server.ServedRequest;
import dev.enforce.policy.AuthorityOptions;
import dev.enforce.policy.KeyAuthority;
import dev.enforce.policy.SignatureHash;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.ArtifactStore;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed images in a registry that is asked over HTTP. */
class ServedRegistryTest {

    private static final SigningKey KEY = SigningKey.generate(KeyKind.ECDSA_P256);

    private final List<ServedRequest> served = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @CsvSource({"LEGACY,true", "LEGACY,false", "BUNDLE,true", "BUNDLE,false"})
    void findsSignatureThenKnowsItThenRevalidatesIt(Signer.Layout layout, boolean referrers) {
        RegistryServerOptions options =
                RegistryServerOptions.defaults().withReferrers(referrers).withLog(served::add);
        try (RegistryServer server = RegistryServer.start(options);
                HttpRegistryClient client = HttpRegistryClient.create()) {
            PinnedReference image = signedImage(client, new Repository(server.registry(), "team/app"), layout);
            EvidenceVerification verification = new EvidenceVerification(
                    client,
                    (namespace, secrets) -> Keychain.anonymous(),
                    EvidenceCache.inMemory(1 << 20),
                    VerificationSettings.defaults(() -> Duration.ofSeconds(10)),
                    InstantSource.system(),
                    nanos::get);

            served.clear();
            assertThat(verify(verification, image)).isInstanceOf(Verdict.Passed.class);
            int cold = served.size();
            served.clear();
            assertThat(verify(verification, image)).isInstanceOf(Verdict.Passed.class);
            assertThat(served).isEmpty();
            nanos.addAndGet(Duration.ofSeconds(16).toNanos());
            assertThat(verify(verification, image)).isInstanceOf(Verdict.Passed.class);

            assertThat(cold).isLessThanOrEqualTo(6);
            if (layout == Signer.Layout.LEGACY && referrers) {
                // The tag and the referrers, at the same time: what cosign signs follows from the image's digest.
                assertThat(cold).isEqualTo(2);
            }
            assertThat(served).hasSizeBetween(1, 2);
            assertThat(verification.statistics().evaluated()).isOne();
        }
    }

    private static Verdict verify(EvidenceVerification verification, PinnedReference image) {
        KeyAuthority authority =
                new KeyAuthority("a", List.of(KEY.publicKeyPem()), SignatureHash.SHA256, AuthorityOptions.NONE);
        PolicySet set = PolicySet.of(List.of(Bench.policy("signed", authority)));
        return verification.verify(image, Bench.POD, Keychain.anonymous(), set, Deadline.after(Duration.ofSeconds(10)));
    }

    private static PinnedReference signedImage(HttpRegistryClient client, Repository repository, Signer.Layout layout) {
        PinnedReference image =
                ImageBuilder.saying("hello").push(client.writer(), repository, "v1", Keychain.anonymous());
        new Signer(new SignerIdentity.Key(KEY), Optional.empty(), Optional.empty(), InstantSource.system())
                .sign(
                        new ServedStore(client, repository),
                        new Signer.Target(repository.toString(), image.digest()),
                        layout,
                        Map.of());
        return image;
    }

    private record ServedStore(HttpRegistryClient client, Repository repository) implements ArtifactStore {

        @Override
        public Optional<StoredManifest> findManifest(String reference) {
            return client.findManifest(repository, reference, Keychain.anonymous())
                    .map(found -> new StoredManifest(found.mediaType(), found.digest(), found.bytes()));
        }

        @Override
        public void pushBlob(Digest digest, String mediaType, byte[] content) {
            Descriptor pushed = client.writer().pushBlob(repository, mediaType, content, Keychain.anonymous());
            assertThat(pushed.digest()).isEqualTo(digest);
        }

        @Override
        public void pushTagged(String tag, String mediaType, byte[] manifest) {
            client.writer().pushManifest(repository, tag, mediaType, manifest, Keychain.anonymous());
        }

        @Override
        public void pushReferrer(Digest digest, String mediaType, byte[] manifest) {
            client.writer().pushManifest(repository, null, mediaType, manifest, Keychain.anonymous());
        }
    }
}
