package dev.enforce.sigstore.certificate;

import dev.enforce.sigstore.encoding.Der;
import dev.enforce.sigstore.encoding.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Fulcio wrote about the run that asked for a certificate.
 *
 * @param values texts by the last number of the extension's object identifier, unknown ones included
 */
public record FulcioExtensions(SortedMap<Integer, String> values) {

    private static final Map<Integer, String> NAMES = names();
    private static final int FIRST_ENCODED = 8;

    public FulcioExtensions {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    static FulcioExtensions of(Extensions extensions) {
        SortedMap<Integer, String> values = new TreeMap<>();
        extensions.all().forEach((oid, extension) -> {
            Integer number = number(oid);
            if (number != null && number != 7) {
                values.put(number, text(number, extension.value()));
            }
        });
        return new FulcioExtensions(values);
    }

    /** The identity provider: the newer extension if there is one; empty when Fulcio wrote none. */
    public String issuer() {
        String newer = values.get(8);
        return newer != null ? newer : values.getOrDefault(1, "");
    }

    /** The text of one extension by the last number of its object identifier. */
    public @Nullable String find(int number) {
        return values.get(number);
    }

    /** All texts by name, for instance {@code sourceRepositoryURI}; unknown ones by their object identifier. */
    public Map<String, String> byName() {
        Map<String, String> named = new LinkedHashMap<>();
        values.forEach((number, text) -> named.put(NAMES.getOrDefault(number, Oids.FULCIO + number), text));
        return Collections.unmodifiableMap(named);
    }

    private static @Nullable Integer number(String oid) {
        if (!oid.startsWith(Oids.FULCIO)) {
            return null;
        }
        String last = oid.substring(Oids.FULCIO.length());
        return last.length() > 4 || last.indexOf('.') >= 0 ? null : Integer.valueOf(last);
    }

    private static String text(int number, byte[] value) {
        if (number < FIRST_ENCODED) {
            return new String(value, StandardCharsets.UTF_8);
        }
        try {
            return new String(Der.only(value, Der.UTF8_STRING).content(), StandardCharsets.UTF_8);
        } catch (MalformedException e) {
            if (number == FIRST_ENCODED) {
                throw e;
            }
            return new String(value, StandardCharsets.UTF_8);
        }
    }

    private static Map<Integer, String> names() {
        Map<Integer, String> names = new LinkedHashMap<>();
        names.put(1, "issuer");
        names.put(2, "githubWorkflowTrigger");
        names.put(3, "githubWorkflowSHA");
        names.put(4, "githubWorkflowName");
        names.put(5, "githubWorkflowRepository");
        names.put(6, "githubWorkflowRef");
        names.put(8, "issuerV2");
        names.put(9, "buildSignerURI");
        names.put(10, "buildSignerDigest");
        names.put(11, "runnerEnvironment");
        names.put(12, "sourceRepositoryURI");
        names.put(13, "sourceRepositoryDigest");
        names.put(14, "sourceRepositoryRef");
        names.put(15, "sourceRepositoryIdentifier");
        names.put(16, "sourceRepositoryOwnerURI");
        names.put(17, "sourceRepositoryOwnerIdentifier");
        names.put(18, "buildConfigURI");
        names.put(19, "buildConfigDigest");
        names.put(20, "buildTrigger");
        names.put(21, "runInvocationURI");
        names.put(22, "sourceRepositoryVisibilityAtSigning");
        names.put(23, "deploymentEnvironment");
        names.put(24, "tokenSubject");
        return Collections.unmodifiableMap(names);
    }
}
