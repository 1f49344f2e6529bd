package dev.enforce.signing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.json.Json;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/** Writes sigstore's {@code trusted_root.json} and {@code signing_config.v0.2.json}. */
final class TrustedRoot {

    private static final String ROOT_TYPE = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
    private static final String CONFIG_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";

    private final ObjectNode document = Json.object().put("mediaType", ROOT_TYPE);
    private final URI url;
    private final Instant start;

    TrustedRoot(URI url, Instant start) {
        this.url = url;
        this.start = start;
    }

    TrustedRoot log(String list, byte[] logId, SigningKey key) {
        ObjectNode log = document.withArray(list)
                .addObject()
                .put("baseUrl", url.toString())
                .put("hashAlgorithm", "SHA2_256");
        ObjectNode described = log.putObject("publicKey")
                .put("rawBytes", base64(key.spki()))
                .put("keyDetails", key.kind().keyDetails());
        described.putObject("validFor").put("start", start.toString());
        log.putObject("logId").put("keyId", base64(logId));
        return this;
    }

    TrustedRoot authority(String list, String commonName, List<X509CertificateHolder> chain) {
        ObjectNode authority = document.withArray(list).addObject();
        authority
                .putObject("subject")
                .put("organization", "Enforce private sigstore")
                .put("commonName", commonName);
        authority.put("uri", url.toString());
        ArrayNode certificates = authority.putObject("certChain").putArray("certificates");
        chain.forEach(one -> certificates.addObject().put("rawBytes", base64(Certificates.der(one))));
        authority.putObject("validFor").put("start", start.toString());
        return this;
    }

    String json() {
        return document.toPrettyString() + "\n";
    }

    /** Which services a client signs with; version 2 of the log gives no time, so the timestamps come along. */
    static String signingConfig(URI url, URI issuer, Instant start, int rekorVersion, boolean timestamps) {
        ObjectNode config = Json.object().put("mediaType", CONFIG_TYPE);
        service(config, "caUrls", url.toString(), 1, start);
        service(config, "oidcUrls", issuer.toString(), 1, start);
        service(config, "rekorTlogUrls", url.toString(), rekorVersion, start);
        config.putObject("rekorTlogConfig").put("selector", "ANY");
        if (timestamps) {
            service(config, "tsaUrls", url + "/api/v1/timestamp", 1, start);
            config.putObject("tsaConfig").put("selector", "ANY");
        }
        return config.toPrettyString() + "\n";
    }

    private static void service(ObjectNode config, String list, String url, int version, Instant start) {
        ObjectNode service = config.withArray(list).addObject();
        service.put("url", url).put("majorApiVersion", version);
        service.putObject("validFor").put("start", start.toString());
        service.put("operator", "enforce");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
