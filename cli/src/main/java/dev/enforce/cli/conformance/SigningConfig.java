package dev.enforce.cli.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/**
 * Which services to sign with: sigstore's signing configuration, version 0.2. Of the services in use now, the one with
 * the newest API version that is spoken here is taken.
 */
record SigningConfig(Service fulcio, Optional<Service> rekor, Optional<Service> timestamps) {

    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";

    /** A service and the version of its API. */
    record Service(URI url, int version) {}

    /** The services of the public-good instance. */
    static SigningConfig publicGood() {
        return of("https://fulcio.sigstore.dev", "https://rekor.sigstore.dev");
    }

    /** The services of sigstore's staging instance. */
    static SigningConfig staging() {
        return of("https://fulcio.sigstage.dev", "https://rekor.sigstage.dev");
    }

    private static SigningConfig of(String fulcio, String rekor) {
        return new SigningConfig(
                new Service(URI.create(fulcio), 1), Optional.of(new Service(URI.create(rekor), 1)), Optional.empty());
    }

    /**
     * Reads a configuration.
     *
     * @throws UnusableException if it is none, or names no certificate authority that is in use
     */
    static SigningConfig parse(byte[] json, Instant now) {
        JsonNode tree;
        try {
            tree = new JsonMapper().readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new UnusableException("the signing configuration is not JSON", e);
        }
        if (!tree.path("mediaType").asText().equals(MEDIA_TYPE)) {
            throw new UnusableException("the signing configuration is not of type " + MEDIA_TYPE);
        }
        Service fulcio = service(tree.path("caUrls"), Set.of(1), now)
                .orElseThrow(() -> new UnusableException("no certificate authority is in use"));
        return new SigningConfig(
                fulcio, wanted(tree, "rekorTlogUrls", Set.of(1, 2), now), wanted(tree, "tsaUrls", Set.of(1), now));
    }

    private static Optional<Service> wanted(JsonNode tree, String field, Set<Integer> versions, Instant now) {
        Optional<Service> service = service(tree.path(field), versions, now);
        if (service.isEmpty() && !tree.path(field).isEmpty()) {
            throw new UnusableException("none of the " + field + " is in use and speaks a version that is known here");
        }
        return service;
    }

    private static Optional<Service> service(JsonNode list, Set<Integer> versions, Instant now) {
        Service best = null;
        for (JsonNode one : list) {
            int version = one.path("majorApiVersion").asInt(1);
            boolean better = best == null || version > best.version();
            if (versions.contains(version) && isInUse(one.path("validFor"), now) && better) {
                best = new Service(uri(one.path("url").asText()), version);
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isInUse(JsonNode validFor, Instant now) {
        try {
            String start = validFor.path("start").asText("");
            String end = validFor.path("end").asText("");
            boolean begun = start.isEmpty() || start.equals("null") || !now.isBefore(Instant.parse(start));
            return begun && (end.isEmpty() || end.equals("null") || now.isBefore(Instant.parse(end)));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new UnusableException("not a URL: " + text, e);
        }
    }
}
