package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Package {@code net}: the form of addresses. Nothing is looked up. */
final class NetPackage {

    private static final List<Integer> ONE = List.of(Kind.STRING);

    private NetPackage() {}

    static Packages.Package functions() {
        return new Packages.Package("net")
                .validator("IP", ONE, a -> Value.of(address(Arguments.text(a, 0)) != null))
                .validator(
                        "IPv4", ONE, a -> Value.of(four(Arguments.text(a, 0)) != null || mapped(Arguments.text(a, 0))))
                .validator("IPCIDR", ONE, a -> {
                    String text = Arguments.text(a, 0);
                    if (!isCidr(text)) {
                        throw new FunctionException("netip.ParsePrefix(\"" + text + "\"): invalid");
                    }
                    return Value.of(true);
                });
    }

    private static boolean isCidr(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            return false;
        }
        byte[] address = address(text.substring(0, slash));
        String bits = text.substring(slash + 1);
        boolean digits = bits.matches("0|[1-9][0-9]{0,2}");
        return address != null && digits && Integer.parseInt(bits) <= address.length * 8;
    }

    private static boolean mapped(String text) {
        byte[] address = six(text);
        if (address == null) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    private static byte @Nullable [] address(String text) {
        byte[] four = four(text);
        return four != null ? four : six(text);
    }

    private static byte @Nullable [] four(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address;
    }

    private static byte @Nullable [] six(String text) {
        String bare = text;
        int zone = text.indexOf('%');
        if (zone == text.length() - 1) {
            return null;
        }
        if (zone >= 0) {
            bare = text.substring(0, zone);
        }
        int gap = bare.indexOf("::");
        byte[] address = new byte[16];
        if (gap < 0) {
            return groups(bare, address, 0) == 16 ? address : null;
        }
        byte[] tail = new byte[16];
        int head = groups(bare.substring(0, gap), address, 0);
        int rest = groups(bare.substring(gap + 2), tail, 0);
        if (head < 0 || rest < 0 || head + rest > 14) {
            return null;
        }
        System.arraycopy(tail, 0, address, 16 - rest, rest);
        return address;
    }

    /** @return how many bytes were filled, negative if the text is none */
    private static int groups(String text, byte[] into, int from) {
        if (text.isEmpty()) {
            return from;
        }
        int at = from;
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            byte[] four = i == parts.length - 1 ? four(parts[i]) : null;
            if (four != null && at + 4 <= 16) {
                System.arraycopy(four, 0, into, at, 4);
                at += 4;
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}") && at + 2 <= 16) {
                int group = Integer.parseInt(parts[i], 16);
                into[at++] = (byte) (group >> 8);
                into[at++] = (byte) group;
            } else {
                return -1;
            }
        }
        return at;
    }
}
