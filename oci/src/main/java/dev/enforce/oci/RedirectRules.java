package dev.enforce.oci;

import dev.enforce.oci.RegistryException.Code;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry may send its clients: never from TLS to plain HTTP, and never nearer than it is itself.
 *
 * <p>Names are looked up once more when the connection is made; what lies between is bounded by the Java run-time's
 * own cache of addresses.
 */
final class RedirectRules {

    private final RegistryTls tls;
    private final HostAddresses addresses;

    RedirectRules(RegistryTls tls, HostAddresses addresses) {
        this.tls = tls;
        this.addresses = addresses;
    }

    /** Checks a target that {@code registry} named; {@code what} says what for. */
    void check(String registry, String reference, URI from, URI target, String what) {
        String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
        if (target.getHost() == null || target.getRawUserInfo() != null) {
            throw refused(registry, reference, what, "an address without a host or with credentials in it", null);
        }
        String shown = scheme + "://" + Texts.shown(target.getRawAuthority());
        if (!scheme.equals("https") && !(scheme.equals("http") && mayBePlain(from, target))) {
            throw refused(registry, reference, what, shown + ", which is not HTTPS", null);
        }
        if (!sameOrigin(from, target)) {
            checkZone(registry, reference, from, target, what, shown);
        }
    }

    private boolean mayBePlain(URI from, URI target) {
        return "http".equalsIgnoreCase(from.getScheme()) && tls.isPlain(target.getRawAuthority());
    }

    private void checkZone(String registry, String reference, URI from, URI target, String what, String shown) {
        NetworkZone own;
        NetworkZone wanted;
        try {
            own = NetworkZone.farthest(addresses.of(bare(from)));
            wanted = NetworkZone.nearest(addresses.of(bare(target)));
        } catch (UnknownHostException e) {
            throw refused(registry, reference, what, shown + ", whose address is not known", e);
        }
        if (!own.maySendTo(wanted)) {
            String kind = wanted.name().toLowerCase(Locale.ROOT).replace('_', '-');
            throw refused(registry, reference, what, shown + ", a " + kind + " address", null);
        }
    }

    static boolean sameOrigin(URI a, URI b) {
        return String.valueOf(a.getScheme()).equalsIgnoreCase(String.valueOf(b.getScheme()))
                && String.valueOf(a.getRawAuthority()).equalsIgnoreCase(String.valueOf(b.getRawAuthority()));
    }

    private static String bare(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static RegistryException refused(
            String registry, String reference, String what, String where, @Nullable Exception cause) {
        return new RegistryException(
                Code.INSECURE_REDIRECT,
                reference,
                "registry " + registry + " names as " + what + " " + where + ": refused for " + reference,
                cause);
    }
}
