package dev.enforce.sigstore.tuf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A small TUF repository in memory whose every file a test can bend. */
final class TestRepository implements TufRepository {

    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, KeyPair> keys = new LinkedHashMap<>();
    long rootVersion = 1;
    long version = 1;
    Instant expires = NOW.plusSeconds(86_400);
    int rootThreshold = 1;
    Map<String, byte[]> targets =
            new TreeMap<>(Map.of("trusted_root.json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));

    TestRepository() {
        for (String role : List.of("root", "timestamp", "snapshot", "targets")) {
            keys.put(role, newKey());
        }
    }

    static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Optional<byte[]> fetch(String path, int maxBytes) {
        return Optional.ofNullable(files.get(path));
    }

    byte[] root(KeyPair... signers) {
        ObjectNode body = body("root", rootVersion);
        body.put("consistent_snapshot", true);
        ObjectNode keyNodes = body.putObject("keys");
        ObjectNode roles = body.putObject("roles");
        keys.forEach((role, pair) -> {
            keyNodes.putObject(id(pair))
                    .put("keytype", "ed25519")
                    .put("scheme", "ed25519")
                    .putObject("keyval")
                    .put("public", raw(pair));
            ObjectNode node = roles.putObject(role);
            node.putArray("keyids").add(id(pair));
            node.put("threshold", role.equals("root") ? rootThreshold : 1);
        });
        return sign(body, signers.length == 0 ? new KeyPair[] {keys.get("root")} : signers);
    }

    /** Writes timestamp, snapshot, targets and the target files of the present version. */
    TestRepository publish() {
        ObjectNode targetsBody = body("targets", version);
        ObjectNode list = targetsBody.putObject("targets");
        targets.forEach((name, content) -> {
            Digest digest = Digest.sha256(content);
            list.putObject(name)
                    .put("length", content.length)
                    .putObject("hashes")
                    .put("sha256", digest.hex());
            files.put("targets/" + digest.hex() + "." + name, content);
        });
        files.put(version + ".targets.json", sign(targetsBody, keys.get("targets")));
        ObjectNode snapshot = body("snapshot", version);
        snapshot.putObject("meta").putObject("targets.json").put("version", version);
        files.put(version + ".snapshot.json", sign(snapshot, keys.get("snapshot")));
        ObjectNode timestamp = body("timestamp", version);
        timestamp.putObject("meta").putObject("snapshot.json").put("version", version);
        files.put("timestamp.json", sign(timestamp, keys.get("timestamp")));
        return this;
    }

    ObjectNode body(String role, long number) {
        return JSON.createObjectNode()
                .put("_type", role)
                .put("spec_version", "1.0.31")
                .put("version", number)
                .put("expires", expires.toString());
    }

    static byte[] sign(ObjectNode body, KeyPair... signers) {
        ObjectNode file = JSON.createObjectNode();
        file.set("signed", body);
        var signatures = file.putArray("signatures");
        for (KeyPair pair : signers) {
            try {
                Signature signer = Signature.getInstance("Ed25519");
                signer.initSign(pair.getPrivate());
                signer.update(CanonicalForm.of(body));
                signatures
                        .addObject()
                        .put("keyid", id(pair))
                        .put("sig", HexFormat.of().formatHex(signer.sign()));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String id(KeyPair pair) {
        return Digest.sha256(pair.getPublic().getEncoded()).hex();
    }

    static String raw(KeyPair pair) {
        byte[] der = pair.getPublic().getEncoded();
        return HexFormat.of().formatHex(Arrays.copyOfRange(der, der.length - 32, der.length));
    }
}
