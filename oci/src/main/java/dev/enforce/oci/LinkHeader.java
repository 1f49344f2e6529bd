package dev.enforce.oci;

import java.util.Locale;
import java.util.Optional;

/** Reads {@code Link} headers (RFC 8288) for the one relation that registries use. */
final class LinkHeader {

    private static final int MAX_HEADER = 8 << 10;

    private LinkHeader() {}

    /** The address of the first link to the next page; nothing of an oversized header. */
    static Optional<String> next(String header) {
        int at = header.length() > MAX_HEADER ? header.length() : 0;
        while (at < header.length()) {
            int open = header.indexOf('<', at);
            int close = header.indexOf('>', open + 1);
            if (open < 0 || close < 0) {
                return Optional.empty();
            }
            int following = header.indexOf('<', close);
            String parameters = header.substring(close + 1, following < 0 ? header.length() : following);
            if (isNext(parameters)) {
                return Optional.of(header.substring(open + 1, close));
            }
            at = close + 1;
        }
        return Optional.empty();
    }

    private static boolean isNext(String parameters) {
        for (String parameter : parameters.split("[;,]", -1)) {
            String bare = parameter.toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
            if (bare.equals("rel=next")) {
                return true;
            }
        }
        return false;
    }
}
