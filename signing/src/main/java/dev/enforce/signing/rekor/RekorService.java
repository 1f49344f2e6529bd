package dev.enforce.signing.rekor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import dev.enforce.signing.log.CheckpointSigner;
import dev.enforce.signing.log.TransparencyLog;
import dev.enforce.signing.log.TransparencyLog.Entry;
import dev.enforce.signing.log.TransparencyLog.InclusionProof;
import dev.enforce.signing.storage.DataDirectory;
import dev.enforce.sigstore.log.EntryTimestamp;
import dev.enforce.sigstore.log.Merkle;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The transparency log with API version 1: hashedrekord, dsse and intoto entries. */
public final class RekorService implements AutoCloseable {

    private static final int MAX_RETRIEVED = 10;
    private static final HexFormat HEX = HexFormat.of();

    private final TransparencyLog log;
    private final SearchIndex index = new SearchIndex();
    private final SigningKey key;
    private final CheckpointSigner checkpoints;
    private final String treeId;
    private final String logId;

    /** @param hostname what checkpoints name as their origin, before the tree's id */
    public RekorService(String hostname, DataDirectory directory, InstantSource clock) {
        this.key = SigningKey.loadOrCreate(directory, "rekor.key.pem", KeyKind.ECDSA_P256);
        byte[] id = Hashes.sha256(key.spki());
        this.logId = HEX.formatHex(id);
        long tree = ByteBuffer.wrap(id).getLong() >>> 1;
        this.treeId = String.format(Locale.ROOT, "%016x", tree);
        this.checkpoints = new CheckpointSigner(hostname + " - " + tree, hostname, key);
        this.log = TransparencyLog.open(
                directory,
                "rekor.journal",
                clock,
                (entry, leaf) -> index.add(entry.body(), treeId + HEX.formatHex(leaf)));
    }

    public SigningKey key() {
        return key;
    }

    public byte[] logId() {
        return HEX.parseHex(logId);
    }

    public void addTo(Routes routes) {
        routes.get("/api/v1/log", ErrorShape.HTTP_CODE, _ -> info())
                .get(
                        "/api/v1/log/publicKey",
                        ErrorShape.HTTP_CODE,
                        _ -> Response.text(200, "application/x-pem-file", key.publicKeyPem()))
                .get("/api/v1/log/proof", ErrorShape.HTTP_CODE, this::consistency)
                .post("/api/v1/log/entries", ErrorShape.HTTP_CODE, this::create)
                .get("/api/v1/log/entries", ErrorShape.HTTP_CODE, this::byIndex)
                .get("/api/v1/log/entries/{uuid}", ErrorShape.HTTP_CODE, this::byUuid)
                .post("/api/v1/log/entries/retrieve", ErrorShape.HTTP_CODE, this::retrieve)
                .post("/api/v1/index/retrieve", ErrorShape.HTTP_CODE, this::search);
    }

    private Response create(Request request) {
        byte[] body = ProposedEntry.canonicalize(Json.parseObject(request.body()));
        TransparencyLog.Appended appended = log.append(body);
        String uuid = uuid(appended.entry());
        String location = "/api/v1/log/entries/" + uuid;
        if (!appended.isNew()) {
            ObjectNode error = Json.object()
                    .put("code", 409)
                    .put("message", "an equivalent entry already exists in the transparency log with UUID " + uuid);
            return Response.json(409, error).withHeader("Location", location);
        }
        return Response.json(201, answer(appended.entry()))
                .withHeader("Location", location)
                .withHeader("ETag", uuid);
    }

    private Response byIndex(Request request) {
        Entry entry = log.find(number(request, "logIndex")).orElseThrow(RekorService::notFound);
        return Response.json(200, answer(entry));
    }

    private Response byUuid(Request request) {
        return Response.json(200, answer(find(request.parameter("uuid")).orElseThrow(RekorService::notFound)));
    }

    private Response retrieve(Request request) {
        ObjectNode query = Json.parseObject(request.body());
        ArrayNode answers = JsonNodeFactory.instance.arrayNode();
        int asked = query.path("logIndexes").size()
                + query.path("entryUUIDs").size()
                + query.path("entries").size();
        if (asked == 0 || asked > MAX_RETRIEVED) {
            throw SigningException.invalid("1 to " + MAX_RETRIEVED + " entries can be asked for at once");
        }
        for (JsonNode one : query.path("logIndexes")) {
            log.find(one.asLong(-1)).ifPresent(entry -> answers.add(answer(entry)));
        }
        for (JsonNode one : query.path("entryUUIDs")) {
            find(one.asText()).ifPresent(entry -> answers.add(answer(entry)));
        }
        for (JsonNode one : query.path("entries")) {
            String leaf = HEX.formatHex(Merkle.leafHash(ProposedEntry.canonicalize(one)));
            log.findByLeaf(leaf).ifPresent(entry -> answers.add(answer(entry)));
        }
        return Response.json(200, answers);
    }

    private Response search(Request request) {
        ArrayNode answers = JsonNodeFactory.instance.arrayNode();
        index.search(Json.parseObject(request.body())).forEach(answers::add);
        return Response.json(200, answers);
    }

    private Response info() {
        TransparencyLog.Head head = log.head();
        ObjectNode answer = Json.object()
                .put("rootHash", HEX.formatHex(head.root()))
                .put("signedTreeHead", checkpoints.sign(head))
                .put("treeID", Long.toString(Long.parseLong(treeId, 16)))
                .put("treeSize", head.size());
        answer.putArray("inactiveShards");
        return Response.json(200, answer);
    }

    private Response consistency(Request request) {
        long last = number(request, "lastSize");
        long first = request.query().containsKey("firstSize") ? number(request, "firstSize") : 1;
        if (first < 1 || first > last || last > log.head().size()) {
            throw SigningException.invalid("firstSize and lastSize must be sizes that the log has had");
        }
        ObjectNode answer = Json.object().put("rootHash", HEX.formatHex(log.root(last)));
        ArrayNode hashes = answer.putArray("hashes");
        log.proveConsistency(first, last).forEach(hash -> hashes.add(HEX.formatHex(hash)));
        return Response.json(200, answer);
    }

    private ObjectNode answer(Entry entry) {
        InclusionProof proof = log.prove(entry.index());
        ObjectNode one = Json.object();
        String body = Base64.getEncoder().encodeToString(entry.body());
        ObjectNode promised = Json.object()
                .put("body", body)
                .put("integratedTime", entry.integrated().getEpochSecond())
                .put("logID", logId)
                .put("logIndex", entry.index());
        one.setAll(promised);
        ObjectNode verification = one.putObject("verification");
        ObjectNode inclusion = verification.putObject("inclusionProof");
        inclusion.put("checkpoint", checkpoints.sign(proof.treeSize(), proof.root()));
        ArrayNode hashes = inclusion.putArray("hashes");
        proof.hashes().forEach(hash -> hashes.add(HEX.formatHex(hash)));
        inclusion.put("logIndex", proof.index()).put("rootHash", HEX.formatHex(proof.root()));
        inclusion.put("treeSize", proof.treeSize());
        verification.put(
                "signedEntryTimestamp",
                Base64.getEncoder()
                        .encodeToString(key.sign(EntryTimestamp.payload(
                                body, entry.integrated().getEpochSecond(), logId, entry.index()))));
        ObjectNode answer = Json.object();
        answer.set(uuid(entry), one);
        return answer;
    }

    private String uuid(Entry entry) {
        return treeId + HEX.formatHex(Merkle.leafHash(entry.body()));
    }

    private Optional<Entry> find(String uuid) {
        String wanted = uuid.toLowerCase(Locale.ROOT);
        return switch (wanted.length()) {
            case 64 -> log.findByLeaf(wanted);
            case 80 -> wanted.startsWith(treeId) ? log.findByLeaf(wanted.substring(16)) : Optional.empty();
            default -> throw SigningException.invalid("an entry's UUID has 64 or 80 hexadecimal digits");
        };
    }

    private static long number(Request request, String name) {
        String text = request.query().getOrDefault(name, "");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SigningException.invalid(name + " must be a number", e);
        }
    }

    private static SigningException notFound() {
        return new SigningException(SigningException.Code.NOT_FOUND, "entry not found");
    }

    @Override
    public void close() {
        log.close();
    }
}
