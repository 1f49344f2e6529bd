package dev.enforce.signing.rekor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import dev.enforce.signing.http.ErrorShape;
import dev.enforce.signing.http.Request;
import dev.enforce.signing.http.Response;
import dev.enforce.signing.http.Routes;
import dev.enforce.signing.json.Json;
import dev.enforce.signing.log.CheckpointSigner;
import dev.enforce.signing.log.TransparencyLog;
import dev.enforce.signing.log.TransparencyLog.InclusionProof;
import dev.enforce.signing.storage.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/** The transparency log with API version 2: entries are written through it and read as static tiles. */
public final class TiledRekorService implements AutoCloseable {

    private static final int TILE_WIDTH = 256;
    private static final int TILE_HEIGHT = 8;
    private static final int MAX_LEVEL = 7;
    private static final int MAX_BODY_BYTES = 0xffff;

    private final TransparencyLog log;
    private final SigningKey key;
    private final CheckpointSigner checkpoints;

    /** @param hostname the origin of checkpoints */
    public TiledRekorService(String hostname, DataDirectory directory, InstantSource clock) {
        this.key = SigningKey.loadOrCreate(directory, "rekor2.key.pem", KeyKind.ED25519);
        this.checkpoints = new CheckpointSigner(hostname, hostname, key);
        this.log = TransparencyLog.open(directory, "rekor2.journal", clock, (_, _) -> {});
    }

    public SigningKey key() {
        return key;
    }

    public byte[] logId() {
        return checkpoints.keyId();
    }

    public void addTo(Routes routes) {
        routes.post("/api/v2/log/entries", ErrorShape.GRPC_STATUS, this::create)
                .get(
                        "/api/v2/checkpoint",
                        ErrorShape.GRPC_STATUS,
                        _ -> Response.text(200, "text/plain; charset=utf-8", checkpoints.sign(log.head())))
                .get("/api/v2/tile/entries/{path*}", ErrorShape.GRPC_STATUS, this::entryBundle)
                .get("/api/v2/tile/{level}/{path*}", ErrorShape.GRPC_STATUS, this::hashTile);
    }

    private Response create(Request request) {
        TiledEntry.Canonical canonical = TiledEntry.canonicalize(Json.parseObject(request.body()));
        if (canonical.body().length > MAX_BODY_BYTES) {
            throw new SigningException(SigningException.Code.TOO_LARGE, "the entry is larger than the log holds");
        }
        InclusionProof proof = log.prove(log.append(canonical.body()).entry().index());
        ObjectNode answer = Json.object().put("logIndex", Long.toString(proof.index()));
        answer.putObject("logId").put("keyId", base64(logId()));
        answer.putObject("kindVersion").put("kind", canonical.kind()).put("version", "0.0.2");
        ObjectNode inclusion = answer.putObject("inclusionProof")
                .put("logIndex", Long.toString(proof.index()))
                .put("rootHash", base64(proof.root()))
                .put("treeSize", Long.toString(proof.treeSize()));
        ArrayNode hashes = inclusion.putArray("hashes");
        proof.hashes().forEach(hash -> hashes.add(base64(hash)));
        inclusion.putObject("checkpoint").put("envelope", checkpoints.sign(proof.treeSize(), proof.root()));
        answer.put("canonicalizedBody", base64(canonical.body()));
        return Response.json(201, answer);
    }

    private Response hashTile(Request request) {
        int level = level(request.parameter("level"));
        TilePath path = TilePath.parse(request.parameter("path"));
        List<byte[]> nodes = log.nodes(level * TILE_HEIGHT, path.index() * TILE_WIDTH, path.width());
        requireComplete(nodes, path);
        ByteArrayOutputStream tile = new ByteArrayOutputStream();
        nodes.forEach(tile::writeBytes);
        return Response.bytes(200, "application/octet-stream", tile.toByteArray());
    }

    /** Bodies, each behind its length in two bytes. */
    private Response entryBundle(Request request) {
        TilePath path = TilePath.parse(request.parameter("path"));
        List<TransparencyLog.Entry> entries = log.entries(path.index() * TILE_WIDTH, path.width());
        requireComplete(entries, path);
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (TransparencyLog.Entry entry : entries) {
            bundle.write(entry.body().length >>> 8);
            bundle.write(entry.body().length);
            bundle.writeBytes(entry.body());
        }
        return Response.bytes(200, "application/octet-stream", bundle.toByteArray());
    }

    private static void requireComplete(List<?> found, TilePath path) {
        if (found.size() < path.width()) {
            throw new SigningException(SigningException.Code.NOT_FOUND, "the log has no such tile yet");
        }
    }

    private static int level(String text) {
        if (text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '0' + MAX_LEVEL) {
            return text.charAt(0) - '0';
        }
        throw new SigningException(SigningException.Code.NOT_FOUND, "there is no tile level " + text);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        log.close();
    }
}
