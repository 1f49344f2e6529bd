package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.EncodingBuiltins.bytes;
import static dev.enforce.language.rego.builtin.Operands.string;

import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.Value;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests, in hexadecimal. */
final class HashBuiltins {

    private HashBuiltins() {}

    static void register(Registry registry) {
        registry.one("crypto.md5", a -> digest("MD5", a));
        registry.one("crypto.sha1", a -> digest("SHA-1", a));
        registry.one("crypto.sha256", a -> digest("SHA-256", a));
        registry.two("crypto.hmac.md5", (a, b) -> hmac("HmacMD5", a, b));
        registry.two("crypto.hmac.sha1", (a, b) -> hmac("HmacSHA1", a, b));
        registry.two("crypto.hmac.sha256", (a, b) -> hmac("HmacSHA256", a, b));
        registry.two("crypto.hmac.sha512", (a, b) -> hmac("HmacSHA512", a, b));
        registry.two("crypto.hmac.equal", (a, b) -> BooleanValue.of(MessageDigest.isEqual(bytes(a), bytes(b))));
    }

    private static Value digest(String algorithm, Value value) {
        try {
            return string(HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(bytes(value))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Value hmac(String algorithm, Value text, Value key) {
        byte[] secret = bytes(key);
        byte[] message = bytes(text);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, algorithm));
            return string(HexFormat.of().formatHex(mac.doFinal(message)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
