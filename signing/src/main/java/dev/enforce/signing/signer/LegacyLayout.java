package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.json.Json;
import dev.enforce.signing.signer.Signer.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;

/** Writes cosign's legacy tags: one layer for each signature or attestation. */
final class LegacyLayout {

    private static final int MAX_LAYERS = 1000;
    private static final String NO_TIME = "0001-01-01T00:00:00Z";

    private LegacyLayout() {}

    static Digest addSignature(
            ArtifactStore store, Target target, byte[] payload, byte[] signature, Evidence evidence) {
        ObjectNode annotations = Json.object();
        annotations.put(WireNames.SIGNATURE, Base64.getEncoder().encodeToString(signature));
        annotate(annotations, evidence);
        return add(store, tag(target, ".sig"), WireNames.SIMPLE_SIGNING, payload, annotations);
    }

    static Digest addAttestation(
            ArtifactStore store, Target target, String predicateType, Envelope envelope, Evidence evidence) {
        ObjectNode annotations = Json.object();
        annotations.put(WireNames.SIGNATURE, "");
        annotations.put(WireNames.PREDICATE_TYPE, predicateType);
        annotate(annotations, evidence);
        return add(store, tag(target, ".att"), WireNames.DSSE_ENVELOPE, envelope.json(), annotations);
    }

    private static String tag(Target target, String suffix) {
        return "sha256-" + target.digest().hex() + suffix;
    }

    private static void annotate(ObjectNode annotations, Evidence evidence) {
        if (evidence.signatory().isCertified()) {
            annotations.put(WireNames.CERTIFICATE, evidence.signatory().verifierPem());
            StringBuilder chain = new StringBuilder();
            for (X509CertificateHolder one :
                    evidence.signatory().certificates().stream().skip(1).toList()) {
                chain.append(Certificates.pem(one));
            }
            annotations.put(WireNames.CHAIN, chain.toString());
        }
        evidence.entry().ifPresent(entry -> {
            ObjectNode bundle = entry.forAnnotation()
                    .orElseThrow(() -> new SigningException(
                            SigningException.Code.UNSUPPORTED,
                            "the legacy layout cannot hold entries of a Rekor log of version 2; sign as a bundle"));
            annotations.put(WireNames.LOG_BUNDLE, bundle.toString());
        });
        evidence.timestamp()
                .ifPresent(timestamp -> annotations.put(
                        WireNames.TIMESTAMP,
                        Json.object()
                                .put(
                                        "SignedRFC3161Timestamp",
                                        Base64.getEncoder().encodeToString(timestamp))
                                .toString()));
    }

    private static Digest add(
            ArtifactStore store, String tag, String mediaType, byte[] content, ObjectNode annotations) {
        Digest layer = digest(content);
        store.pushBlob(layer, mediaType, content);
        Optional<ArtifactStore.StoredManifest> present = store.findManifest(tag);
        ArrayNode layers = Json.object().putArray("layers");
        present.ifPresent(manifest -> layers.addAll(layersOf(tag, manifest)));
        ObjectNode added = layers.addObject();
        describe(added, mediaType, layer, content.length).set("annotations", annotations);
        if (layers.size() > MAX_LAYERS) {
            throw new SigningException(
                    SigningException.Code.TOO_LARGE, "tag " + tag + " has no room for another signature");
        }
        byte[] config = config(layers);
        store.pushBlob(digest(config), WireNames.OCI_CONFIG, config);
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", WireNames.OCI_MANIFEST);
        describe(manifest.putObject("config"), WireNames.OCI_CONFIG, digest(config), config.length);
        manifest.set("layers", layers);
        byte[] document = manifest.toString().getBytes(StandardCharsets.UTF_8);
        store.pushTagged(tag, WireNames.OCI_MANIFEST, document);
        return digest(document);
    }

    private static ArrayNode layersOf(String tag, ArtifactStore.StoredManifest manifest) {
        JsonNode layers = Json.parseObject(manifest.content()).path("layers");
        if (!(layers instanceof ArrayNode list)) {
            throw SigningException.invalid("tag " + tag + " holds something else than signatures");
        }
        return list;
    }

    private static byte[] config(ArrayNode layers) {
        ObjectNode config = Json.object().put("architecture", "").put("created", NO_TIME);
        ArrayNode history = config.putArray("history");
        config.put("os", "");
        ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
        ArrayNode contents = rootfs.putArray("diff_ids");
        for (JsonNode layer : layers) {
            history.addObject().put("created", NO_TIME);
            contents.add(layer.path("digest").asText());
        }
        config.putObject("config");
        return config.toString().getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode describe(ObjectNode descriptor, String mediaType, Digest digest, int size) {
        return descriptor.put("mediaType", mediaType).put("size", size).put("digest", digest.toString());
    }

    static Digest digest(byte[] content) {
        return new Digest(Digest.Algorithm.SHA256, HexFormat.of().formatHex(Hashes.sha256(content)));
    }
}
