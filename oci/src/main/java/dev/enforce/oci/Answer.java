package dev.enforce.oci;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What came back for one request, after redirects. */
record Answer(int status, HttpHeaders headers, Body body, URI uri) {

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The body, if it was read whole. */
    byte[] bytes() {
        return switch (body) {
            case Body.Whole(var bytes) -> bytes;
            case Body.Arriving _ -> throw new IllegalStateException("the body is still arriving");
        };
    }

    boolean isRedirect() {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> header("Location").isPresent();
            default -> false;
        };
    }
}
