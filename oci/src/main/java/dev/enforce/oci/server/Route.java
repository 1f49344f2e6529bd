package dev.enforce.oci.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an address under {@code /v2/} means. */
sealed interface Route {

    record Ping() implements Route {}

    record Catalog() implements Route {}

    record Manifests(String name, String reference) implements Route {}

    record Blobs(String name, String digest) implements Route {}

    record StartUpload(String name) implements Route {}

    record Upload(String name, String id) implements Route {}

    record Tags(String name) implements Route {}

    record Referrers(String name, String digest) implements Route {}

    /** Reads a path; nothing if it has no meaning, and 400 if the repository's name is none. */
    static Optional<Route> of(String path) {
        if (path.equals("/v2/") || path.equals("/v2")) {
            return Optional.of(new Ping());
        }
        if (!path.startsWith("/v2/")) {
            return Optional.empty();
        }
        List<String> parts = Arrays.asList(path.substring(4).split("/", -1));
        int n = parts.size();
        if (n == 1 && parts.get(0).equals("_catalog")) {
            return Optional.of(new Catalog());
        }
        if (n >= 4 && parts.get(n - 3).equals("blobs") && parts.get(n - 2).equals("uploads")) {
            String name = name(parts.subList(0, n - 3));
            String id = parts.get(n - 1);
            return Optional.of(id.isEmpty() ? new StartUpload(name) : new Upload(name, id));
        }
        if (n >= 3 && parts.get(n - 2).equals("blobs") && parts.get(n - 1).equals("uploads")) {
            return Optional.of(new StartUpload(name(parts.subList(0, n - 2))));
        }
        if (n < 3) {
            return Optional.empty();
        }
        List<String> name = parts.subList(0, n - 2);
        String last = parts.get(n - 1);
        return switch (parts.get(n - 2)) {
            case "manifests" -> Optional.of(new Manifests(name(name), last));
            case "blobs" -> Optional.of(new Blobs(name(name), last));
            case "tags" -> last.equals("list") ? Optional.of(new Tags(name(name))) : Optional.empty();
            case "referrers" -> Optional.of(new Referrers(name(name), last));
            default -> Optional.empty();
        };
    }

    /** The specification's grammar, so that a name can be a path on disk as well. */
    private static String name(List<String> parts) {
        String name = String.join("/", parts);
        if (name.length() > 255 || !parts.stream().allMatch(Route::isNamePart)) {
            throw new ServerError(400, "NAME_INVALID", "invalid repository name");
        }
        return name;
    }

    private static boolean isNamePart(String part) {
        boolean edges =
                !part.isEmpty() && isAlphanumeric(part.charAt(0)) && isAlphanumeric(part.charAt(part.length() - 1));
        return edges
                && !part.contains("..")
                && part.chars().allMatch(c -> isAlphanumeric(c) || c == '.' || c == '_' || c == '-');
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
