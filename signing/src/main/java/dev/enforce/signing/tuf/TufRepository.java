package dev.enforce.signing.tuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.Hashes;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.http.ErrorShape;
import dev.enforce.signing.http.Request;
import dev.enforce.signing.http.Response;
import dev.enforce.signing.http.Routes;
import dev.enforce.signing.json.Json;
import dev.enforce.signing.storage.DataDirectory;
import dev.enforce.sigstore.encoding.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A TUF repository (specification 1.0) that hands out the trust root: one Ed25519 key and a threshold of
 * one for each role, consistent snapshots.
 *
 * <p>Versions go up whenever the targets differ from those of the last start, so that clients that have seen
 * the earlier ones take the new ones and never meet a rollback.
 */
public final class TufRepository {

    private static final Duration ROOT_LIFETIME = Duration.ofDays(3652);
    private static final Duration TARGETS_LIFETIME = Duration.ofDays(366);
    private static final Duration TIMESTAMP_LIFETIME = Duration.ofDays(7);
    private static final int ED25519_BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> ROLES = List.of("root", "timestamp", "snapshot", "targets");

    private final String path;
    private final DataDirectory directory;
    private final InstantSource clock;
    private final Map<String, SigningKey> keys = new LinkedHashMap<>();
    private final byte[] root;
    private final Map<String, Target> targets;
    private final long version;
    private final byte[] targetsDocument;
    private final byte[] snapshotDocument;

    /**
     * A file that is handed out.
     *
     * @param usage what older clients use it for ({@code Fulcio}, {@code Rekor}, {@code CTFE}, {@code TSA}), or
     *     empty if they have no use for it
     */
    public record Target(String usage, byte[] content) {}

    private TufRepository(String path, Map<String, Target> targets, DataDirectory directory, InstantSource clock) {
        this.path = path;
        this.targets = Map.copyOf(targets);
        this.directory = directory;
        this.clock = clock;
        for (String role : ROLES) {
            keys.put(role, SigningKey.loadOrCreate(directory, "tuf-" + role + ".key.pem", KeyKind.ED25519));
        }
        this.root = directory.loadOrCreate("tuf-root.json", () -> sign("root", rootContent()));
        this.version = nextVersion();
        this.targetsDocument = sign("targets", targetsContent());
        ObjectNode snapshot = header("snapshot", version, TARGETS_LIFETIME);
        describe(snapshot.putObject("meta").putObject("targets.json"), targetsDocument)
                .put("version", version);
        this.snapshotDocument = sign("snapshot", snapshot);
    }

    /**
     * @param path where the repository begins on the server, for instance {@code /tuf}
     * @param targets files by name
     */
    public static TufRepository open(
            String path, Map<String, Target> targets, DataDirectory directory, InstantSource clock) {
        return new TufRepository(path, targets, directory, clock);
    }

    /** The root document that clients start with. */
    public byte[] root() {
        return root.clone();
    }

    public void addTo(Routes routes) {
        routes.get(path + "/targets/{file}", ErrorShape.HTTP_CODE, this::target)
                .get(path + "/{document}", ErrorShape.HTTP_CODE, this::document);
    }

    private Response document(Request request) {
        String name = request.parameter("document");
        if (name.equals("root.json") || name.equals("1.root.json")) {
            return Response.bytes(200, "application/json", root);
        }
        if (name.equals("timestamp.json")) {
            return Response.bytes(200, "application/json", timestamp());
        }
        if (name.equals(version + ".snapshot.json")) {
            return Response.bytes(200, "application/json", snapshotDocument);
        }
        if (name.equals(version + ".targets.json")) {
            return Response.bytes(200, "application/json", targetsDocument);
        }
        throw notFound(name);
    }

    private Response target(Request request) {
        String file = request.parameter("file");
        int dot = file.indexOf('.');
        Target target = dot < 0 ? null : targets.get(file.substring(dot + 1));
        if (target == null || !sha256(target.content()).equals(file.substring(0, dot))) {
            throw notFound(file);
        }
        return Response.bytes(200, "application/octet-stream", target.content());
    }

    /** Fresh for every request, so that it never expires; its version is the time. */
    private byte[] timestamp() {
        ObjectNode content = header("timestamp", clock.instant().getEpochSecond(), TIMESTAMP_LIFETIME);
        describe(content.putObject("meta").putObject("snapshot.json"), snapshotDocument)
                .put("version", version);
        return sign("timestamp", content);
    }

    private long nextVersion() {
        ObjectNode listed = Json.object();
        targets.forEach((name, target) -> listed.put(name, sha256(target.content())));
        String now = sha256(CanonicalJson.of(listed));
        ObjectNode kept =
                directory.load("tuf-state.json").map(Json::parseObject).orElseGet(Json::object);
        long last = kept.path("version").asLong(0);
        boolean expiresSoon =
                clock.instant().getEpochSecond() > kept.path("signed").asLong(0) + TARGETS_LIFETIME.toSeconds() / 2;
        if (last > 0 && kept.path("targets").asText().equals(now) && !expiresSoon) {
            return last;
        }
        ObjectNode state = Json.object()
                .put("targets", now)
                .put("version", last + 1)
                .put("signed", clock.instant().getEpochSecond());
        directory.store("tuf-state.json", CanonicalJson.of(state));
        return last + 1;
    }

    private ObjectNode rootContent() {
        ObjectNode content = header("root", 1, ROOT_LIFETIME).put("consistent_snapshot", true);
        ObjectNode listed = content.putObject("keys");
        ObjectNode roles = content.putObject("roles");
        keys.forEach((role, key) -> {
            listed.set(keyId(key), publicKey(key));
            ObjectNode described = roles.putObject(role).put("threshold", 1);
            described.putArray("keyids").add(keyId(key));
        });
        return content;
    }

    private ObjectNode targetsContent() {
        ObjectNode content = header("targets", version, TARGETS_LIFETIME);
        ObjectNode listed = content.putObject("targets");
        targets.forEach((name, target) -> {
            ObjectNode one = describe(listed.putObject(name), target.content());
            if (!target.usage().isEmpty()) {
                one.putObject("custom")
                        .putObject("sigstore")
                        .put("usage", target.usage())
                        .put("status", "Active");
            }
        });
        return content;
    }

    private ObjectNode header(String type, long version, Duration lifetime) {
        Instant end = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        return Json.object()
                .put("_type", type)
                .put("spec_version", "1.0.31")
                .put("version", version)
                .put("expires", end.toString());
    }

    private byte[] sign(String role, ObjectNode content) {
        SigningKey key = key(role);
        ObjectNode document = Json.object();
        document.set("signed", content);
        document.putArray("signatures")
                .addObject()
                .put("keyid", keyId(key))
                .put("sig", HEX.formatHex(key.sign(CanonicalJson.of(content))));
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private SigningKey key(String role) {
        SigningKey key = keys.get(role);
        if (key == null) {
            throw new IllegalArgumentException("no role " + role);
        }
        return key;
    }

    private static ObjectNode publicKey(SigningKey key) {
        byte[] spki = key.spki();
        byte[] raw = Arrays.copyOfRange(spki, spki.length - ED25519_BYTES, spki.length);
        ObjectNode described = Json.object().put("keytype", "ed25519").put("scheme", "ed25519");
        described.putObject("keyval").put("public", HEX.formatHex(raw));
        return described;
    }

    private static String keyId(SigningKey key) {
        return sha256(CanonicalJson.of(publicKey(key)));
    }

    private static ObjectNode describe(ObjectNode target, byte[] content) {
        target.put("length", content.length).putObject("hashes").put("sha256", sha256(content));
        return target;
    }

    private static String sha256(byte[] bytes) {
        return HEX.formatHex(Hashes.sha256(bytes));
    }

    private static SigningException notFound(String name) {
        return new SigningException(SigningException.Code.NOT_FOUND, "there is no file " + name);
    }
}
