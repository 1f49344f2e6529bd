package dev.enforce.oci;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110 §11.6.1).
 *
 * @param scheme in lower case
 * @param parameters names in lower case
 */
record AuthChallenge(String scheme, Map<String, String> parameters) {

    private static final int MAX_HEADER = 8 << 10;
    private static final int MAX_CHALLENGES = 16;
    private static final int MAX_PARAMETERS = 32;

    AuthChallenge {
        parameters = Map.copyOf(parameters);
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }

    /** All challenges up to the first that cannot be read; nothing of an oversized header. */
    static List<AuthChallenge> parse(String header) {
        return header.length() > MAX_HEADER ? List.of() : new Reader(header).read();
    }

    /** Walks over one header; each method leaves {@code at} behind what it took. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<AuthChallenge> read() {
            List<AuthChallenge> result = new ArrayList<>();
            skipSeparators();
            while (at < text.length() && result.size() < MAX_CHALLENGES) {
                String scheme = token();
                if (scheme.isEmpty()) {
                    return result;
                }
                Map<String, String> parameters = new HashMap<>();
                boolean whole = parameters(parameters);
                if (!whole) {
                    return result;
                }
                result.add(new AuthChallenge(scheme.toLowerCase(Locale.ROOT), parameters));
                skipSeparators();
            }
            return result;
        }

        /** Takes parameters until the next challenge starts; false if one cannot be read. */
        private boolean parameters(Map<String, String> into) {
            while (true) {
                int before = at;
                skipSeparators();
                int start = at;
                String name = token();
                skipSpaces();
                if (name.isEmpty()) {
                    return at >= text.length();
                }
                if (at >= text.length() || text.charAt(at) != '=') {
                    at = before == start ? before : start;
                    return at > before || start >= text.length();
                }
                at++;
                skipSpaces();
                String value = value();
                if (value == null || into.size() >= MAX_PARAMETERS) {
                    return false;
                }
                into.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
        }

        private @Nullable String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                String value = token();
                return value.isEmpty() ? null : value;
            }
            StringBuilder out = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return out.toString();
                }
                if (c == '\\' && at + 1 < text.length()) {
                    c = text.charAt(++at);
                }
                out.append(c);
            }
            return null;
        }

        private String token() {
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private void skipSpaces() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private void skipSeparators() {
            while (at < text.length()
                    && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == ',')) {
                at++;
            }
        }

        private static boolean isTokenCharacter(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~/:".indexOf(c) >= 0;
        }
    }
}
