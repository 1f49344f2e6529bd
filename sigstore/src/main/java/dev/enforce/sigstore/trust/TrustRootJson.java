package dev.enforce.sigstore.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.Base64Text;
import dev.enforce.sigstore.encoding.Json;
import dev.enforce.sigstore.encoding.JsonObject;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.VerificationKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The protocol JSON of a trust root. */
final class TrustRootJson {

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";
    private static final String MEDIA_TYPES = "application/vnd.dev.sigstore.trustedroot";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_ELEMENTS = 64;
    private static final int MAX_CHAIN = 8;

    private TrustRootJson() {}

    static TrustRoot.Reading parse(byte[] json) {
        List<String> problems = new ArrayList<>();
        try {
            JsonObject root = Json.parseObject(json, MAX_BYTES);
            String mediaType = root.text("mediaType", MEDIA_TYPE);
            if (!mediaType.startsWith(MEDIA_TYPES)) {
                problems.add("mediaType: unsupported TrustedRoot media type");
            }
            List<CertificateAuthority> authorities =
                    read(root, "certificateAuthorities", TrustRootJson::authority, problems);
            List<CertificateAuthority> timestampAuthorities =
                    read(root, "timestampAuthorities", TrustRootJson::authority, problems);
            List<TransparencyLog> logs = read(root, "tlogs", TrustRootJson::log, problems);
            List<TransparencyLog> certificateLogs = read(root, "ctlogs", TrustRootJson::log, problems);
            return problems.isEmpty()
                    ? new TrustRoot.Read(TrustRoot.of(authorities, timestampAuthorities, logs, certificateLogs))
                    : new TrustRoot.Unreadable(problems);
        } catch (MalformedException e) {
            problems.add(e.getMessage());
            return new TrustRoot.Unreadable(problems);
        }
    }

    private static <T> List<T> read(
            JsonObject root, String name, Function<JsonObject, T> reader, List<String> problems) {
        List<T> list = new ArrayList<>();
        int index = 0;
        for (JsonObject element : root.objects(name, MAX_ELEMENTS)) {
            try {
                list.add(reader.apply(element));
            } catch (MalformedException e) {
                problems.add(name + "[" + index + "]: " + e.getMessage());
            }
            index++;
        }
        return list;
    }

    private static CertificateAuthority authority(JsonObject json) {
        JsonObject subject = json.findObject("subject");
        List<Certificate> chain = new ArrayList<>();
        for (JsonObject certificate : json.object("certChain").objects("certificates", MAX_CHAIN)) {
            chain.add(Certificate.ofDer(certificate.bytes("rawBytes")));
        }
        return new CertificateAuthority(
                subject == null ? "" : subject.text("organization", ""),
                subject == null ? "" : subject.text("commonName", ""),
                json.text("uri", ""),
                chain,
                validity(json.findObject("validFor")));
    }

    private static TransparencyLog log(JsonObject json) {
        JsonObject publicKey = json.object("publicKey");
        String details = publicKey.text("keyDetails", "");
        byte[] raw = publicKey.bytes("rawBytes");
        VerificationKey key = KeyDetails.isPkcs1(details) ? pkcs1OrInfo(raw) : VerificationKey.ofDer(raw);
        JsonObject id = json.findObject("logId");
        byte[] keyId = id == null ? null : id.findBytes("keyId");
        return new TransparencyLog(
                json.text("baseUrl", ""),
                json.text("hashAlgorithm", "SHA2_256"),
                key,
                details,
                keyId == null ? new byte[0] : keyId,
                validity(publicKey.findObject("validFor")));
    }

    private static VerificationKey pkcs1OrInfo(byte[] raw) {
        return VerificationKey.ofPemOrDer(raw);
    }

    private static Validity validity(@Nullable JsonObject json) {
        return json == null
                ? Validity.UNBOUNDED
                : new Validity(time(json.findText("start")), time(json.findText("end")));
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException("malformed time in validFor", e);
        }
    }

    static byte[] write(TrustRoot root) {
        ObjectNode json = Json.newObject();
        json.put("mediaType", MEDIA_TYPE);
        root.transparencyLogs().forEach(log -> write(array(json, "tlogs").addObject(), log));
        root.certificateAuthorities()
                .forEach(ca -> write(array(json, "certificateAuthorities").addObject(), ca));
        root.certificateLogs().forEach(log -> write(array(json, "ctlogs").addObject(), log));
        root.timestampAuthorities()
                .forEach(ca -> write(array(json, "timestampAuthorities").addObject(), ca));
        return Json.write(json);
    }

    private static ArrayNode array(ObjectNode json, String name) {
        return json.withArrayProperty(name);
    }

    private static void write(ObjectNode json, TransparencyLog log) {
        json.put("baseUrl", log.baseUrl());
        json.put("hashAlgorithm", log.hashAlgorithm());
        ObjectNode key = json.putObject("publicKey");
        boolean pkcs1 = KeyDetails.isPkcs1(log.keyDetails());
        key.put("rawBytes", Base64Text.encode(log.key().encoded()));
        key.put("keyDetails", pkcs1 ? KeyDetails.of(log.key()) : log.keyDetails());
        write(key, log.validity());
        if (log.keyId().length > 0) {
            json.putObject("logId").put("keyId", Base64Text.encode(log.keyId()));
        }
    }

    private static void write(ObjectNode json, CertificateAuthority authority) {
        ObjectNode subject = json.putObject("subject");
        subject.put("organization", authority.organization());
        subject.put("commonName", authority.commonName());
        json.put("uri", authority.uri());
        ArrayNode certificates = json.putObject("certChain").putArray("certificates");
        authority.chain().forEach(c -> certificates.addObject().put("rawBytes", Base64Text.encode(c.encoded())));
        write(json, authority.validity());
    }

    private static void write(ObjectNode json, Validity validity) {
        Instant start = validity.start();
        Instant end = validity.end();
        if (start == null && end == null) {
            return;
        }
        ObjectNode period = json.putObject("validFor");
        if (start != null) {
            period.put("start", start.toString());
        }
        if (end != null) {
            period.put("end", end.toString());
        }
    }
}
