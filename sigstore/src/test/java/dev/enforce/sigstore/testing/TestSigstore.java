package dev.enforce.sigstore.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.certificate.Oids;
import dev.enforce.sigstore.certificate.SignedCertificateTimestamp;
import dev.enforce.sigstore.dsse.Dsse;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.CanonicalJson;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.key.HashAlgorithm;
import dev.enforce.sigstore.log.Checkpoint;
import dev.enforce.sigstore.log.EntryTimestamp;
import dev.enforce.sigstore.log.Merkle;
import dev.enforce.sigstore.trust.CertificateAuthority;
import dev.enforce.sigstore.trust.TransparencyLog;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.sigstore.trust.Validity;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** A sigstore of a few objects: authorities, a log of each generation, a certificate log, a timestamp authority. */
public final class TestSigstore {

    /** When everything is signed. */
    public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static final Validity IN_USE = new Validity(Instant.parse("2025-01-01T00:00:00Z"), null);

    public final Authority root = Authority.root(Authority.Spec.of("root"));
    public final Authority intermediate =
            root.issue(Authority.Spec.of("intermediate").pathLength(0).purpose(KeyPurposeId.id_kp_codeSigning));
    public final Authority twin =
            root.issue(Authority.Spec.of("intermediate").pathLength(0).purpose(KeyPurposeId.id_kp_codeSigning));
    public final TestTimestampAuthority timestamps = new TestTimestampAuthority("tsa");
    public final KeyPair certificateLog = TestKeys.ec();
    public final KeyPair log = TestKeys.ec();
    public final KeyPair tiles = TestKeys.ed25519();

    public TrustRoot trustRoot() {
        return trustRoot(IN_USE);
    }

    /** With this period of use for the log of the first generation. */
    public TrustRoot trustRoot(Validity logValidity) {
        return TrustRoot.of(
                List.of(authority()), List.of(timestamps.authority(IN_USE)), logs(logValidity), certificateLogs());
    }

    public CertificateAuthority authority() {
        return new CertificateAuthority(
                "example.test",
                "sigstore",
                "https://fulcio.example.test",
                List.of(intermediate.certificate(), root.certificate()),
                IN_USE);
    }

    public List<TransparencyLog> logs(Validity validity) {
        return List.of(
                log("https://rekor.example.test", log, validity), log("https://tiles.example.test", tiles, IN_USE));
    }

    public List<TransparencyLog> certificateLogs() {
        return List.of(log("https://ct.example.test", certificateLog, IN_USE));
    }

    private static TransparencyLog log(String url, KeyPair keys, Validity validity) {
        return new TransparencyLog(
                url,
                "SHA2_256",
                TestKeys.verification(keys),
                "",
                TestKeys.verification(keys).fingerprint(),
                validity);
    }

    public Leaf leaf() {
        return leaf(new LeafRequest());
    }

    public Leaf leaf(LeafRequest request) {
        try {
            return issue(request);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Leaf issue(LeafRequest request) throws java.io.IOException {
        Authority issuer = request.signedBy == null ? intermediate : request.signedBy;
        KeyPair keys = TestKeys.ec();
        Certificate withoutSct = Certificate.ofDer(builder(request, issuer, keys)
                .build(TestKeys.contentSigner(issuer.keys()))
                .getEncoded());
        if (request.sct == LeafRequest.Sct.NONE) {
            return new Leaf(keys, withoutSct);
        }
        X509v3CertificateBuilder builder = builder(request, issuer, keys);
        byte[] list = sct(request.sct, withoutSct, issuer).encodedList();
        builder.addExtension(new ASN1ObjectIdentifier(Oids.SCT_LIST), false, new DEROctetString(list));
        return new Leaf(
                keys,
                Certificate.ofDer(
                        builder.build(TestKeys.contentSigner(issuer.keys())).getEncoded()));
    }

    private SignedCertificateTimestamp sct(LeafRequest.Sct kind, Certificate leaf, Authority issuer) {
        KeyPair logKeys = kind == LeafRequest.Sct.OF_UNKNOWN_LOG ? TestKeys.ec() : certificateLog;
        byte[] extensions = kind == LeafRequest.Sct.WITH_EXTENSIONS ? new byte[] {0, 0, 5, 1, 2, 3, 4, 5} : new byte[0];
        byte[] issuerHash = (kind == LeafRequest.Sct.OF_ANOTHER_ISSUER ? root : issuer)
                .certificate()
                .key()
                .fingerprint();
        byte[] id = TestKeys.verification(logKeys).fingerprint();
        long time = NOW.minusSeconds(60).toEpochMilli();
        SignedCertificateTimestamp unsigned = new SignedCertificateTimestamp(id, time, extensions, 3, new byte[0]);
        byte[] signature = TestKeys.sign(logKeys.getPrivate(), unsigned.signedData(leaf.precertificate(), issuerHash));
        if (kind == LeafRequest.Sct.BROKEN) {
            signature[signature.length - 1] ^= 1;
        }
        return new SignedCertificateTimestamp(id, time, extensions, 3, signature);
    }

    private static X509v3CertificateBuilder builder(LeafRequest request, Authority issuer, KeyPair keys)
            throws java.io.IOException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer.name(),
                BigInteger.valueOf(4711),
                Date.from(request.notBefore),
                Date.from(request.notBefore.plus(request.lifetime)),
                new X500Name(""),
                keys.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        if (request.purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(request.purpose));
        }
        builder.addExtension(
                Extension.subjectAlternativeName, true, new GeneralNames(request.names.toArray(GeneralName[]::new)));
        builder.addExtension(new ASN1ObjectIdentifier(Oids.FULCIO_ISSUER_V2), false, new DERUTF8String(request.issuer));
        if (request.unknownCritical != null) {
            builder.addExtension(request.unknownCritical, true, new DERUTF8String("?"));
        }
        return builder;
    }

    /** A canonical {@code hashedrekord} entry of the first version. */
    public static byte[] hashedRekord(byte[] payload, byte[] signature, String pem) {
        ObjectNode body = Json.newObject().put("apiVersion", "0.0.1").put("kind", "hashedrekord");
        ObjectNode spec = body.putObject("spec");
        spec.putObject("data")
                .putObject("hash")
                .put("algorithm", "sha256")
                .put("value", HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(payload)));
        ObjectNode signed = spec.putObject("signature").put("content", Base64Text.encode(signature));
        signed.putObject("publicKey").put("content", base64(pem));
        return CanonicalJson.of(body);
    }

    /** A canonical {@code dsse} entry of the first version. */
    public static byte[] dsse(Dsse envelope, String pem) {
        ObjectNode body = Json.newObject().put("apiVersion", "0.0.1").put("kind", "dsse");
        ObjectNode spec = body.putObject("spec");
        spec.putObject("envelopeHash").put("algorithm", "sha256").put("value", "00");
        spec.putObject("payloadHash")
                .put("algorithm", "sha256")
                .put("value", HexFormat.of().formatHex(HashAlgorithm.SHA256.hash(envelope.payload())));
        ArrayNode signatures = spec.putArray("signatures");
        envelope.signatures()
                .forEach(s -> signatures
                        .addObject()
                        .put("signature", Base64Text.encode(s.signature()))
                        .put("verifier", base64(pem)));
        return CanonicalJson.of(body);
    }

    /** A canonical {@code hashedrekord} entry of the second generation. */
    public static byte[] hashedRekord2(byte[] payload, byte[] signature, Certificate certificate) {
        ObjectNode body = Json.newObject().put("apiVersion", "0.0.2").put("kind", "hashedrekord");
        ObjectNode record = body.putObject("spec").putObject("hashedRekordV002");
        record.putObject("data")
                .put("algorithm", "SHA2_256")
                .put("digest", Base64Text.encode(HashAlgorithm.SHA256.hash(payload)));
        ObjectNode signed = record.putObject("signature").put("content", Base64Text.encode(signature));
        ObjectNode verifier = signed.putObject("verifier").put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
        verifier.putObject("x509Certificate").put("rawBytes", Base64Text.encode(certificate.encoded()));
        return CanonicalJson.of(body);
    }

    /** A signed entry timestamp of the log. */
    public byte[] entryTimestamp(byte[] body, Instant time, long index) {
        return TestKeys.sign(
                log.getPrivate(),
                EntryTimestamp.payload(Base64Text.encode(body), time.getEpochSecond(), logIdHex(), index));
    }

    public String logIdHex() {
        return TestKeys.verification(log).fingerprintHex();
    }

    /** What stands in cosign's bundle annotation. */
    public ObjectNode legacyBundle(byte[] body, Instant time) {
        ObjectNode bundle =
                Json.newObject().put("SignedEntryTimestamp", Base64Text.encode(entryTimestamp(body, time, 42)));
        bundle.putObject("Payload")
                .put("body", Base64Text.encode(body))
                .put("integratedTime", time.getEpochSecond())
                .put("logIndex", 42)
                .put("logID", logIdHex());
        return bundle;
    }

    /** An entry of a bundle, of the first generation, with promise and proof. */
    public ObjectNode entry(String kind, byte[] body, Instant time) {
        ObjectNode entry = Json.newObject().put("logIndex", "42").put("integratedTime", "" + time.getEpochSecond());
        entry.putObject("logId")
                .put("keyId", Base64Text.encode(TestKeys.verification(log).fingerprint()));
        entry.putObject("kindVersion").put("kind", kind).put("version", "0.0.1");
        entry.putObject("inclusionPromise")
                .put("signedEntryTimestamp", Base64Text.encode(entryTimestamp(body, time, 42)));
        entry.set("inclusionProof", proof(body, "rekor.example.test - 4711", "rekor.example.test", log));
        return entry.put("canonicalizedBody", Base64Text.encode(body));
    }

    /** An entry of a bundle, of the second generation. */
    public ObjectNode tilesEntry(byte[] body) {
        ObjectNode entry = Json.newObject().put("logIndex", "2");
        entry.putObject("logId")
                .put("keyId", Base64Text.encode(TestKeys.verification(tiles).fingerprint()));
        entry.putObject("kindVersion").put("kind", "hashedrekord").put("version", "0.0.2");
        entry.set("inclusionProof", proof(body, "tiles.example.test", "tiles.example.test", tiles));
        return entry.put("canonicalizedBody", Base64Text.encode(body));
    }

    /** The body stands third among five leaves; a witness signs too. */
    private static ObjectNode proof(byte[] body, String origin, String name, KeyPair keys) {
        byte[][] leaves = new byte[5][];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = Merkle.leafHash(i == 2 ? body : new byte[] {(byte) i});
        }
        byte[] left = Merkle.nodeHash(leaves[0], leaves[1]);
        byte[] right = Merkle.nodeHash(leaves[2], leaves[3]);
        byte[] rootHash = Merkle.nodeHash(Merkle.nodeHash(left, right), leaves[4]);
        String text = Checkpoint.bodyOf(origin, 5, rootHash);
        byte[] signature = TestKeys.sign(keys.getPrivate(), text.getBytes(StandardCharsets.UTF_8));
        byte[] hint = Checkpoint.keyHint(name, TestKeys.verification(keys));
        String note = Checkpoint.note(
                text,
                List.of(
                        new Checkpoint.NoteSignature("witness.example.test", new byte[4], new byte[72]),
                        new Checkpoint.NoteSignature(name, hint, signature)));
        ObjectNode proof = Json.newObject()
                .put("logIndex", "2")
                .put("rootHash", Base64Text.encode(rootHash))
                .put("treeSize", "5");
        proof.putArray("hashes")
                .add(Base64Text.encode(leaves[3]))
                .add(Base64Text.encode(left))
                .add(Base64Text.encode(leaves[4]));
        proof.putObject("checkpoint").put("envelope", note);
        return proof;
    }

    private static String base64(String text) {
        return Base64Text.encode(text.getBytes(StandardCharsets.US_ASCII));
    }
}
