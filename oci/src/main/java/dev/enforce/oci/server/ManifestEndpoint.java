package dev.enforce.oci.server;

import dev.enforce.model.Digest;
import dev.enforce.oci.Descriptor;
import dev.enforce.oci.ManifestWriter;
import dev.enforce.oci.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Manifests and what refers to them. */
final class ManifestEndpoint {

    private final Repositories repositories;
    private final boolean referrers;
    private final int page;

    ManifestEndpoint(Repositories repositories, boolean referrers, int page) {
        this.repositories = repositories;
        this.referrers = referrers;
        this.page = page;
    }

    void serve(Exchange exchange, Route.Manifests route) throws IOException {
        switch (exchange.method()) {
            case "GET", "HEAD" -> get(exchange, route);
            case "PUT" -> put(exchange, route);
            case "DELETE" -> {
                repositories.delete(route.name(), route.reference());
                exchange.send(202);
            }
            default -> throw ServerError.unsupported(exchange.method());
        }
    }

    private void get(Exchange exchange, Route.Manifests route) throws IOException {
        Repositories.Stored stored = repositories.manifest(route.name(), route.reference());
        String digest = stored.digest().toString();
        exchange.set("Docker-Content-Digest", digest).set("ETag", "\"" + digest + "\"");
        if (isKnown(exchange.header("If-None-Match"), digest)) {
            exchange.send(304);
            return;
        }
        exchange.send(200, stored.mediaType(), stored.bytes());
    }

    private static boolean isKnown(String condition, String digest) {
        for (String tag : condition.split(",", -1)) {
            String bare = tag.strip().replace("W/", "").replace("\"", "");
            if (bare.equals(digest) || bare.equals("*")) {
                return true;
            }
        }
        return false;
    }

    private void put(Exchange exchange, Route.Manifests route) throws IOException {
        if (route.reference().indexOf(':') < 0 && !isTag(route.reference())) {
            throw new ServerError(400, "TAG_INVALID", "not a tag");
        }
        byte[] bytes = exchange.body().readNBytes(Repositories.MAX_MANIFEST + 1);
        if (bytes.length > Repositories.MAX_MANIFEST) {
            throw new ServerError(413, "MANIFEST_INVALID", "the manifest is larger than 4 MiB");
        }
        String contentType = exchange.header("Content-Type");
        int semicolon = contentType.indexOf(';');
        String mediaType = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        Repositories.Stored stored = repositories.put(route.name(), route.reference(), mediaType, bytes);
        Descriptor subject = stored.parsed().subject();
        if (referrers && subject != null) {
            exchange.set("OCI-Subject", subject.digest().toString());
        }
        exchange.set("Docker-Content-Digest", stored.digest().toString())
                .set("Location", "/v2/" + route.name() + "/manifests/" + stored.digest())
                .send(201);
    }

    private static boolean isTag(String text) {
        return !text.isEmpty()
                && text.length() <= 128
                && text.charAt(0) != '.'
                && text.charAt(0) != '-'
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '_'
                                || c == '-'
                                || c == '.');
    }

    void referrers(Exchange exchange, Route.Referrers route) throws IOException {
        if (!referrers) {
            exchange.send(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (!exchange.method().equals("GET")) {
            throw ServerError.unsupported(exchange.method());
        }
        Digest subject = Repositories.digest(route.digest());
        List<Descriptor> all = repositories.referrers(route.name(), subject);
        String type = exchange.query("artifactType");
        if (type != null) {
            all = all.stream().filter(each -> type.equals(each.artifactType())).toList();
            exchange.set("OCI-Filters-Applied", "artifactType");
        }
        String last = exchange.query("last");
        List<Descriptor> rest = last == null
                ? all
                : all.stream()
                        .filter(each -> each.digest().toString().compareTo(last) > 0)
                        .toList();
        List<Descriptor> shown = rest.subList(0, Math.min(page, rest.size()));
        if (shown.size() < rest.size()) {
            String next = "/v2/" + route.name() + "/referrers/" + subject + "?last="
                    + shown.getLast().digest() + (type == null ? "" : "&artifactType=" + Uploads.encoded(type));
            exchange.set("Link", "<" + next + ">; rel=\"next\"");
        }
        exchange.send(200, MediaTypes.OCI_INDEX, ManifestWriter.index(shown).getBytes(StandardCharsets.UTF_8));
    }
}
