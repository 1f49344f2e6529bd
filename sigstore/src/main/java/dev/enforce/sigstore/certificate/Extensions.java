package dev.enforce.sigstore.certificate;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The extensions of a certificate, the standard ones decoded. */
final class Extensions {

    private static final int MAX_EXTENSIONS = 100;
    private static final int MAX_NAMES = 100;

    private final Map<String, Extension> all;
    private final boolean certificateAuthority;
    private final int pathLength;
    private final List<String> extendedKeyUsages;
    private final List<String> subjects;

    /** One extension; the value is the content of its octet string. */
    record Extension(boolean critical, byte[] value) {}

    private Extensions(Map<String, Extension> all) {
        this.all = Collections.unmodifiableMap(all);
        Extension constraints = all.get(Oids.BASIC_CONSTRAINTS);
        Der fields = constraints == null
                ? null
                : Der.only(constraints.value(), Der.SEQUENCE).inside();
        Der.Element flag = fields == null ? null : fields.nextIf(Der.BOOLEAN);
        this.certificateAuthority = flag != null && isTrue(flag);
        Der.Element length = fields == null ? null : fields.nextIf(Der.INTEGER);
        this.pathLength = length == null ? -1 : pathLength(length.content());
        this.extendedKeyUsages = usages(all.get(Oids.EXTENDED_KEY_USAGE));
        this.subjects = subjects(all.get(Oids.SUBJECT_ALTERNATIVE_NAME));
    }

    static Extensions none() {
        return new Extensions(Map.of());
    }

    static Extensions parse(Der.Element sequence) {
        Map<String, Extension> all = new LinkedHashMap<>();
        Der list = sequence.inside();
        while (list.hasNext()) {
            Der fields = list.next(Der.SEQUENCE).inside();
            String oid = Der.oid(fields.next(Der.OID).content());
            Der.Element critical = fields.nextIf(Der.BOOLEAN);
            byte[] value = fields.next(Der.OCTET_STRING).content();
            fields.requireEnd();
            if (all.put(oid, new Extension(critical != null && isTrue(critical), value)) != null) {
                throw new MalformedException("certificate with two extensions " + oid);
            }
            if (all.size() > MAX_EXTENSIONS) {
                throw new MalformedException("certificate with more than " + MAX_EXTENSIONS + " extensions");
            }
        }
        return new Extensions(all);
    }

    Map<String, Extension> all() {
        return all;
    }

    @Nullable
    Extension find(String oid) {
        return all.get(oid);
    }

    boolean isCertificateAuthority() {
        return certificateAuthority;
    }

    int pathLength() {
        return pathLength;
    }

    List<String> extendedKeyUsages() {
        return extendedKeyUsages;
    }

    List<String> subjects() {
        return subjects;
    }

    /** Whether a bit of the key usage is set; true when there is no key usage. */
    boolean allowsKeyUsage(int bit) {
        Extension usage = all.get(Oids.KEY_USAGE);
        if (usage == null) {
            return true;
        }
        byte[] bits = Der.only(usage.value(), Der.BIT_STRING).content();
        int index = 1 + bit / 8;
        return index < bits.length && (bits[index] & (0x80 >>> (bit % 8))) != 0;
    }

    private static boolean isTrue(Der.Element bool) {
        byte[] content = bool.content();
        if (content.length != 1 || (content[0] != 0 && content[0] != (byte) 0xff)) {
            throw new MalformedException("malformed DER boolean");
        }
        return content[0] != 0;
    }

    private static int pathLength(byte[] content) {
        if (content.length != 1 || content[0] < 0) {
            throw new MalformedException("certificate with a malformed path length");
        }
        return content[0];
    }

    private static List<String> usages(@Nullable Extension extension) {
        List<String> usages = new ArrayList<>();
        if (extension != null) {
            Der list = Der.only(extension.value(), Der.SEQUENCE).inside();
            while (list.hasNext() && usages.size() < MAX_NAMES) {
                usages.add(Der.oid(list.next(Der.OID).content()));
            }
        }
        return List.copyOf(usages);
    }

    private static List<String> subjects(@Nullable Extension extension) {
        if (extension == null) {
            return List.of();
        }
        List<List<String>> byKind =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Der list = Der.only(extension.value(), Der.SEQUENCE).inside();
        for (int count = 0; list.hasNext(); count++) {
            if (count == MAX_NAMES) {
                throw new MalformedException("certificate with more than " + MAX_NAMES + " alternative names");
            }
            Der.Element name = list.next();
            switch (name.tag()) {
                case 0x82 -> byKind.get(0).add(Certificate.ascii(name.content()));
                case 0x81 -> byKind.get(1).add(Certificate.ascii(name.content()));
                case 0x87 -> byKind.get(2).add(address(name.content()));
                case 0x86 -> byKind.get(3).add(Certificate.ascii(name.content()));
                case 0xa0 -> otherName(name, byKind.get(4));
                default -> {}
            }
        }
        return byKind.stream().flatMap(List::stream).toList();
    }

    private static void otherName(Der.Element name, List<String> names) {
        Der fields = name.inside();
        if (Der.oid(fields.next(Der.OID).content()).equals(Oids.FULCIO_OTHER_NAME)) {
            Der.Element value = fields.next(0xa0).inside().next(Der.UTF8_STRING);
            names.add(new String(value.content(), StandardCharsets.UTF_8));
        }
    }

    private static String address(byte[] content) {
        try {
            return InetAddress.getByAddress(content).getHostAddress();
        } catch (UnknownHostException e) {
            throw new MalformedException("certificate with a malformed IP address", e);
        }
    }
}
