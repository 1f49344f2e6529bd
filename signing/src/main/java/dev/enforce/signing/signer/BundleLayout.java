package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** Writes sigstore bundles (version 0.3) as artifacts that refer to the image. */
final class BundleLayout {

    private static final byte[] EMPTY = {'{', '}'};

    private BundleLayout() {}

    static Digest add(
            ArtifactStore store,
            ArtifactStore.StoredManifest image,
            String predicateType,
            Envelope envelope,
            Evidence evidence,
            Instant now) {
        byte[] bundle = bundle(envelope, evidence).toString().getBytes(StandardCharsets.UTF_8);
        Digest layer = LegacyLayout.digest(bundle);
        Digest config = LegacyLayout.digest(EMPTY);
        store.pushBlob(layer, WireNames.BUNDLE, bundle);
        store.pushBlob(config, WireNames.OCI_EMPTY, EMPTY);
        ObjectNode manifest = Json.object()
                .put("schemaVersion", 2)
                .put("mediaType", WireNames.OCI_MANIFEST)
                .put("artifactType", WireNames.BUNDLE);
        LegacyLayout.describe(manifest.putObject("config"), WireNames.OCI_EMPTY, config, EMPTY.length);
        LegacyLayout.describe(manifest.putArray("layers").addObject(), WireNames.BUNDLE, layer, bundle.length);
        LegacyLayout.describe(manifest.putObject("subject"), image.mediaType(), image.digest(), image.content().length);
        manifest.putObject("annotations")
                .put(WireNames.BUNDLE_CONTENT, "dsse-envelope")
                .put(WireNames.BUNDLE_PREDICATE_TYPE, predicateType)
                .put(WireNames.CREATED, now.truncatedTo(ChronoUnit.SECONDS).toString());
        byte[] document = manifest.toString().getBytes(StandardCharsets.UTF_8);
        Digest digest = LegacyLayout.digest(document);
        store.pushReferrer(digest, WireNames.OCI_MANIFEST, document);
        return digest;
    }

    static ObjectNode bundle(Envelope envelope, Evidence evidence) {
        ObjectNode bundle = material(evidence);
        bundle.set("dsseEnvelope", envelope.node());
        return bundle;
    }

    /** A bundle over some bytes themselves. */
    static ObjectNode bundle(byte[] message, byte[] signature, Evidence evidence) {
        ObjectNode bundle = material(evidence);
        ObjectNode signed = bundle.putObject("messageSignature");
        signed.putObject("messageDigest").put("algorithm", "SHA2_256").put("digest", base64(Hashes.sha256(message)));
        signed.put("signature", base64(signature));
        return bundle;
    }

    private static ObjectNode material(Evidence evidence) {
        ObjectNode bundle = Json.object().put("mediaType", WireNames.BUNDLE);
        ObjectNode material = bundle.putObject("verificationMaterial");
        Signatory signatory = evidence.signatory();
        if (signatory.isCertified()) {
            byte[] leaf = Certificates.der(signatory.certificates().getFirst());
            material.putObject("certificate").put("rawBytes", base64(leaf));
        } else {
            byte[] hint = Hashes.sha256(signatory.key().spki());
            material.putObject("publicKey").put("hint", base64(hint));
        }
        ArrayNode entries = material.putArray("tlogEntries");
        evidence.entry().ifPresent(entry -> entries.add(entry.forBundle()));
        evidence.timestamp()
                .ifPresent(timestamp -> material.putObject("timestampVerificationData")
                        .putArray("rfc3161Timestamps")
                        .addObject()
                        .put("signedTimestamp", base64(timestamp)));
        return bundle;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
