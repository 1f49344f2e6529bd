package dev.enforce.signing.http;

import dev.enforce.signing.SigningException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, its body already read and bounded.
 *
 * @param parameters what the variable parts of the route's path matched
 * @param headers names in lower case, the first value of each
 */
public record Request(
        String method,
        String path,
        String rawQuery,
        Map<String, String> parameters,
        Map<String, String> headers,
        byte[] body) {

    private static final int MAX_FORM_FIELDS = 64;

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    /** The fields of the query string; of a repeated field the first. */
    public Map<String, String> query() {
        return decode(rawQuery);
    }

    /** The body read as {@code application/x-www-form-urlencoded}. */
    public Map<String, String> form() {
        return decode(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> decode(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return fields;
        }
        for (String pair : text.split("&", MAX_FORM_FIELDS)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            try {
                fields.putIfAbsent(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw SigningException.invalid("a form field is not percent-encoded", e);
            }
        }
        return fields;
    }
}
