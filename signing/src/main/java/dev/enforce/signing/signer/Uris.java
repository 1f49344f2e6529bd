package dev.enforce.signing.signer;

import java.net.URI;

/** Service addresses. */
final class Uris {

    private Uris() {}

    static URI append(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
    }
}
