package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.string;
import static dev.enforce.language.rego.builtin.Operands.text;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text within queries of URLs. */
final class UriBuiltins {

    private UriBuiltins() {}

    static void register(Registry registry) {
        registry.one(
                "urlquery.encode",
                a -> string(URLEncoder.encode(text(a), StandardCharsets.UTF_8)
                        .replace("*", "%2A")
                        .replace("%7E", "~")));
        registry.one("urlquery.decode", a -> string(decode(text(a))));
    }

    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '+') {
                bytes.write(' ');
            } else if (in[i] == '%') {
                int high = i + 2 <= in.length - 1 ? Character.digit(in[i + 1], 16) : -1;
                int low = i + 2 <= in.length - 1 ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new BuiltinException("invalid URL escape");
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(in[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
