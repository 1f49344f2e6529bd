package dev.enforce.language.rego.builtin;

import static dev.enforce.language.rego.builtin.Operands.text;

import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.BooleanValue;
import dev.enforce.language.rego.value.NumberValue;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.StringValue;
import dev.enforce.language.rego.value.Value;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Networks; no name is ever resolved. */
final class NetBuiltins {

    private static final Pattern V4 = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /** The first address, and how many bits of it count. */
    private record Network(BigInteger first, int prefix, int bits) {
        BigInteger last() {
            return first.add(BigInteger.ONE.shiftLeft(bits - prefix)).subtract(BigInteger.ONE);
        }

        boolean contains(Network other) {
            return bits == other.bits && first.compareTo(other.first) <= 0 && last().compareTo(other.last()) >= 0;
        }
    }

    private NetBuiltins() {}

    static void register(Registry registry) {
        registry.two("net.cidr_contains", (a, b) -> BooleanValue.of(contains(a, b)));
        registry.two("net.cidr_overlap", (a, b) -> BooleanValue.of(contains(a, b)));
        registry.two("net.cidr_intersects", (a, b) -> {
            Network left = network(text(a));
            Network right = network(text(b));
            return BooleanValue.of(left.contains(right) || right.contains(left));
        });
        registry.one("net.cidr_is_valid", a -> {
            try {
                network(text(a));
                return BooleanValue.TRUE;
            } catch (BuiltinException invalid) {
                return BooleanValue.FALSE;
            }
        });
        registry.add("net.cidr_contains_matches", 2, NetBuiltins::matches);
        registry.add("net.cidr_expand", 1, NetBuiltins::expand);
    }

    private static byte[] address(String text) {
        boolean plain = V4.matcher(text).matches()
                || (text.indexOf(':') >= 0 && V6.matcher(text).matches());
        if (!plain) {
            throw new BuiltinException("invalid address");
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new BuiltinException("invalid address");
        }
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String prefix = text.substring(slash + 1);
        if (slash < 0
                || prefix.isEmpty()
                || prefix.length() > 3
                || !prefix.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BuiltinException("invalid CIDR address: " + text);
        }
        byte[] address = address(text.substring(0, slash));
        int bits = address.length * 8;
        int length = Integer.parseInt(prefix);
        if (length > bits) {
            throw new BuiltinException("invalid CIDR address: " + text);
        }
        BigInteger value = new BigInteger(1, address);
        return new Network(value.shiftRight(bits - length).shiftLeft(bits - length), length, bits);
    }

    private static boolean contains(Value network, Value other) {
        Network whole = network(text(network));
        String text = text(other);
        if (text.indexOf('/') >= 0) {
            return whole.contains(network(text));
        }
        byte[] address = address(text);
        return whole.contains(new Network(new BigInteger(1, address), address.length * 8, address.length * 8));
    }

    private record Indexed(Value network, Value index) {}

    private static List<Indexed> networks(Value operand) {
        List<Indexed> all = new ArrayList<>();
        switch (operand) {
            case StringValue one -> all.add(new Indexed(one, one));
            case ArrayValue(List<Value> elements) -> {
                for (int i = 0; i < elements.size(); i++) {
                    all.add(new Indexed(element(elements.get(i)), NumberValue.of(i)));
                }
            }
            case SetValue set -> set.elements().forEach(one -> all.add(new Indexed(element(one), one)));
            case ObjectValue object -> {
                for (int i = 0; i < object.size(); i++) {
                    all.add(new Indexed(element(object.value(i)), object.key(i)));
                }
            }
            default -> throw Operands.wrong("string, array, set or object", operand);
        }
        return all;
    }

    private static Value element(Value value) {
        return switch (value) {
            case StringValue text -> text;
            case ArrayValue(List<Value> elements) when !elements.isEmpty() -> elements.getFirst();
            default -> throw new BuiltinException("element must be string or non-empty array");
        };
    }

    private static Value matches(Value[] operands, BuiltinContext context) {
        TreeSet<Value> found = new TreeSet<>();
        for (Indexed left : networks(operands[0])) {
            for (Indexed right : networks(operands[1])) {
                context.budget().steps(4);
                if (contains(left.network(), right.network())) {
                    found.add(new ArrayValue(List.of(left.index(), right.index())));
                }
            }
        }
        return SetValue.of(found);
    }

    private static Value expand(Value[] operands, BuiltinContext context) {
        Network network = network(text(operands[0]));
        int free = network.bits() - network.prefix();
        context.budget().elements(free > 40 ? Long.MAX_VALUE : 1L << free);
        List<Value> addresses = new ArrayList<>();
        for (int i = 0; i < 1 << free; i++) {
            context.budget().step();
            addresses.add(new StringValue(shown(network.first().add(BigInteger.valueOf(i)), network.bits())));
        }
        return SetValue.of(addresses);
    }

    private static String shown(BigInteger address, int bits) {
        int[] parts = new int[bits == 32 ? 4 : 8];
        int width = bits / parts.length;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = address.shiftRight(bits - width * (i + 1)).intValue() & ((1 << width) - 1);
        }
        StringBuilder text = new StringBuilder();
        if (bits == 32) {
            for (int part : parts) {
                text.append(text.isEmpty() ? "" : ".").append(part);
            }
            return text.toString();
        }
        int[] zeros = longestZeros(parts);
        for (int i = 0; i < parts.length; i++) {
            if (zeros[1] > 1 && i == zeros[0]) {
                text.append("::");
                i += zeros[1] - 1;
                continue;
            }
            boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
            text.append(first ? "" : ":").append(Integer.toHexString(parts[i]));
        }
        return text.toString();
    }

    private static int[] longestZeros(int[] parts) {
        int[] best = {0, 0};
        for (int i = 0; i < parts.length; i++) {
            int length = 0;
            while (i + length < parts.length && parts[i + length] == 0) {
                length++;
            }
            if (length > best[1]) {
                best = new int[] {i, length};
            }
        }
        return best;
    }
}
