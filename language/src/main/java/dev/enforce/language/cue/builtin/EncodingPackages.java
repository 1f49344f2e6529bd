package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.BytesValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Packages {@code encoding/json}, {@code encoding/base64} and {@code encoding/hex}. */
final class EncodingPackages {

    private EncodingPackages() {}

    static Packages.Package json() {
        return new Packages.Package("json")
                .function("Marshal", List.of(Kind.TOP), a -> Value.of(Arguments.limited(JsonText.of(a.getFirst()))))
                .function("Unmarshal", List.of(Arguments.TEXT), a -> JsonText.read(Arguments.bytes(a, 0)));
    }

    static Packages.Package base64() {
        return new Packages.Package("base64")
                .function(
                        "Encode",
                        List.of(Kind.NULL, Arguments.TEXT),
                        a -> Value.of(Base64.getEncoder().encodeToString(Arguments.bytes(a, 1))))
                .function("Decode", List.of(Kind.NULL, Arguments.TEXT), a -> {
                    String text = Arguments.text(a, 1).replace("\n", "").replace("\r", "");
                    try {
                        if (text.length() % 4 != 0) {
                            throw new IllegalArgumentException("no padding");
                        }
                        return BytesValue.of(Base64.getDecoder().decode(text));
                    } catch (IllegalArgumentException e) {
                        throw new FunctionException("illegal base64 data");
                    }
                });
    }

    static Packages.Package hex() {
        return new Packages.Package("hex")
                .function(
                        "Encode",
                        List.of(Arguments.TEXT),
                        a -> Value.of(HexFormat.of().formatHex(Arguments.bytes(a, 0))))
                .function("Decode", List.of(Arguments.TEXT), a -> {
                    try {
                        return BytesValue.of(
                                HexFormat.of().parseHex(new String(Arguments.bytes(a, 0), StandardCharsets.UTF_8)));
                    } catch (IllegalArgumentException e) {
                        throw new FunctionException("encoding/hex: invalid text");
                    }
                });
    }
}
