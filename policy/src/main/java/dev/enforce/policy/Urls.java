package dev.enforce.policy;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Checks URLs as they stand in policies. */
final class Urls {

    private Urls() {}

    static @Nullable URI find(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notAUrl) {
            return null;
        }
    }

    /** Reports a text that is no URL at all; an absent or empty one is left to others. */
    static void check(@Nullable String url, String path, FieldErrors errors) {
        if (url != null && !url.isEmpty() && find(url) == null) {
            errors.invalid(url, path, "url is invalid", "Write a URL such as https://example.com.");
        }
    }

    /** Whether it is https with a host. */
    static boolean isHttps(@Nullable String url) {
        URI uri = url == null ? null : find(url);
        return uri != null && "https".equals(uri.getScheme()) && uri.getHost() != null;
    }

    /** Whether it is absolute, with scheme, or an absolute path: what Go reads as a request URI. */
    static boolean isRequestUri(String text) {
        URI uri = find(text);
        return uri != null && (uri.isAbsolute() || text.startsWith("/"));
    }
}
