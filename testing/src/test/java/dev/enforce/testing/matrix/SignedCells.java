package dev.enforce.testing.matrix;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.cli.sign.RegistryArtifactStore;
import dev.enforce.model.PinnedReference;
import dev.enforce.oci.HttpRegistryClient;
import dev.enforce.oci.ImageBuilder;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.Repository;
import dev.enforce.oci.server.RegistryServer;
import dev.enforce.oci.server.RegistryServerOptions;
import dev.enforce.signing.PrivateSigstore;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.signer.Attestation;
import dev.enforce.signing.signer.FulcioClient;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.ServiceClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import dev.enforce.signing.signer.TimestampClient;
import dev.enforce.sigstore.SignatureVerifier;
import dev.enforce.sigstore.bundle.Artifact;
import dev.enforce.sigstore.certificate.CertificateIdentity;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.outcome.SignatureResult;
import dev.enforce.sigstore.trust.TrustRequirements;
import dev.enforce.sigstore.trust.TrustRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs every combination with the private sigstore, and judges it: for the right signer and for another one. */
final class SignedCells implements AutoCloseable {

    /** What a combination came to. */
    enum Outcome {
        /** Passed for its signer, refused for another one. */
        PROVEN,
        /** Refused even for its signer. */
        REFUSED,
        /** Nobody here can make it. */
        NOT_MADE,
        /** Passed for somebody else. */
        WRONG
    }

    private static final String ISSUER = "https://issuer.enforce.test";
    private static final String PERSON = "dev@enforce.test";
    private static final String PREDICATE = "https://enforce.test/built";
    private static final byte[] FILE = "a file".getBytes(StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrivateSigstore sigstore = PrivateSigstore.start(
            PrivateSigstore.Settings.ephemeral(InstantSource.system()).withIssuer(URI.create(ISSUER)));
    private final TrustRoot root = TrustRoot.require(sigstore.trustedRootJson().getBytes(StandardCharsets.UTF_8));
    private final ServiceClient services = ServiceClient.create();
    private final HttpRegistryClient client = HttpRegistryClient.create();
    private final Judge judge = new Judge(client, root);
    private final RegistryServer withReferrers =
            RegistryServer.start(RegistryServerOptions.defaults().withReferrers(true));
    private final RegistryServer withoutReferrers =
            RegistryServer.start(RegistryServerOptions.defaults().withReferrers(false));
    private final Map<Cell.KeyKindShown, SigningKey> keys = new EnumMap<>(Cell.KeyKindShown.class);
    private final String otherKey = SigningKey.generate(KeyKind.ECDSA_P256).publicKeyPem();
    private final Map<Cell, byte[]> bundles = new HashMap<>();
    private int images;

    SignedCells() {
        keys.put(Cell.KeyKindShown.ECDSA, SigningKey.generate(KeyKind.ECDSA_P256));
        keys.put(Cell.KeyKindShown.RSA, SigningKey.generate(KeyKind.RSA_2048));
        keys.put(Cell.KeyKindShown.ED25519, SigningKey.generate(KeyKind.ED25519));
    }

    Outcome prove(Cell cell) {
        try {
            return cell.layout() == Cell.Layout.FILE ? proveFile(cell) : proveImage(cell);
        } catch (SigningException e) {
            if (e.code() == SigningException.Code.UNSUPPORTED || e.code() == SigningException.Code.REJECTED) {
                return Outcome.NOT_MADE;
            }
            throw e;
        }
    }

    private Outcome proveImage(Cell cell) {
        boolean api = cell.layout() != Cell.Layout.FALLBACK;
        Repository repository = new Repository((api ? withReferrers : withoutReferrers).registry(), "cell-" + images++);
        PinnedReference image =
                ImageBuilder.saying(repository.name()).push(client.writer(), repository, "1", Keychain.anonymous());
        RegistryArtifactStore store =
                new RegistryArtifactStore(client, client.writer(), repository, Keychain.anonymous());
        Signer.Target target = new Signer.Target(image.context(), image.digest());
        Signer.Layout layout = cell.layout() == Cell.Layout.TAGS ? Signer.Layout.LEGACY : Signer.Layout.BUNDLE;
        boolean attestation =
                cell.content() == Cell.Content.LEGACY_ATTESTATION || cell.content() == Cell.Content.BUNDLE_ATTESTATION;
        if (attestation) {
            byte[] predicate = "{\"built\":\"here\"}".getBytes(StandardCharsets.UTF_8);
            signer(cell).attest(store, target, layout, Attestation.of(PREDICATE, predicate, Instant.EPOCH));
        } else {
            signer(cell).sign(store, target, layout, Map.of());
        }
        String type = attestation ? PREDICATE : "";
        return outcome(judge.passes(image, cell, right(cell), type), judge.passes(image, cell, wrong(cell), type));
    }

    private Outcome proveFile(Cell cell) {
        byte[] bundle = older(cell, newest(cell));
        Artifact other = Artifact.of("another file".getBytes(StandardCharsets.UTF_8));
        return outcome(
                verifies(cell, bundle, Artifact.of(FILE), true),
                verifies(cell, bundle, Artifact.of(FILE), false) || verifies(cell, bundle, other, true));
    }

    private static Outcome outcome(boolean passes, boolean passesForAnother) {
        if (passesForAnother) {
            return Outcome.WRONG;
        }
        return passes ? Outcome.PROVEN : Outcome.REFUSED;
    }

    /** The bundle of version 0.3, which the older ones are written from. */
    private byte[] newest(Cell cell) {
        boolean message = cell.content().name().startsWith("FILE");
        Cell newest = new Cell(
                cell.layout(),
                message ? Cell.Content.FILE_V03 : Cell.Content.STATEMENT_V03,
                cell.key(),
                cell.log(),
                cell.timestamp());
        return bundles.computeIfAbsent(
                newest,
                missing -> message ? signer(cell).signFile(FILE) : signer(cell).signStatement(statement()));
    }

    private static byte[] statement() {
        return ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"f\",\"digest\":{\"sha256\":\""
                        + Artifact.of(FILE).digest().hex() + "\"}}],\"predicateType\":\"" + PREDICATE
                        + "\",\"predicate\":{}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The same content as an older version writes it. */
    private static byte[] older(Cell cell, byte[] bundle) {
        String name = cell.content().name();
        if (name.endsWith("V03")) {
            return bundle;
        }
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(bundle);
            json.put(
                    "mediaType",
                    "application/vnd.dev.sigstore.bundle+json;version=0." + name.charAt(name.length() - 1));
            ObjectNode material = (ObjectNode) json.get("verificationMaterial");
            if (material.has("certificate")) {
                material.putObject("x509CertificateChain")
                        .putArray("certificates")
                        .add(material.remove("certificate"));
            }
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean verifies(Cell cell, byte[] bundle, Artifact artifact, boolean rightSigner) {
        TrustRequirements.Signer signer;
        if (cell.key() == Cell.KeyKindShown.CERTIFICATE) {
            String subject = rightSigner ? PERSON : "nobody@enforce.test";
            signer = new TrustRequirements.Keyless(root, List.of(CertificateIdentity.exactly(ISSUER, subject)), true);
        } else {
            String pem = rightSigner ? keys.get(cell.key()).publicKeyPem() : otherKey;
            signer = new TrustRequirements.Keys(List.of(VerificationKey.ofPem(pem)), HashAlgorithm.SHA256);
        }
        TrustRequirements wanted = new TrustRequirements(
                signer,
                cell.log() == Cell.Log.NONE
                        ? new TrustRequirements.LogEntriesIgnored()
                        : new TrustRequirements.LogEntryRequired(root),
                cell.timestamp()
                        ? new TrustRequirements.TimestampRequired(root)
                        : new TrustRequirements.TimestampsIgnored());
        return new SignatureVerifier(InstantSource.system()).verifyBundle(bundle, artifact, wanted)
                instanceof SignatureResult.Verified;
    }

    private Signer signer(Cell cell) {
        SignerIdentity identity = cell.key() == Cell.KeyKindShown.CERTIFICATE
                ? new SignerIdentity.Keyless(
                        new FulcioClient(services, sigstore.url()),
                        () -> sigstore.issuer().tokenForEmail(PERSON))
                : new SignerIdentity.Key(keys.get(cell.key()));
        Optional<LogClient> log = switch (cell.log()) {
            case NONE -> Optional.empty();
            case REKOR1 -> Optional.of(new LogClient.Version1(services, sigstore.url()));
            case REKOR2 -> Optional.of(new LogClient.Version2(services, sigstore.url()));
        };
        Optional<TimestampClient> timestamps = cell.timestamp()
                ? Optional.of(new TimestampClient(services, sigstore.timestampUrl(), new SecureRandom()))
                : Optional.empty();
        return new Signer(identity, log, timestamps, InstantSource.system());
    }

    private String right(Cell cell) {
        return cell.key() == Cell.KeyKindShown.CERTIFICATE
                ? Judge.keyless(ISSUER, PERSON)
                : Judge.key(keys.get(cell.key()).publicKeyPem());
    }

    private String wrong(Cell cell) {
        return cell.key() == Cell.KeyKindShown.CERTIFICATE
                ? Judge.keyless(ISSUER, "nobody@enforce.test")
                : Judge.key(otherKey);
    }

    @Override
    public void close() {
        client.close();
        withReferrers.close();
        withoutReferrers.close();
        sigstore.close();
    }
}
