package dev.enforce.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How registries are spoken to: certificates that are trusted beside the system's, and where plain HTTP is allowed.
 *
 * <p>Plain HTTP is spoken to loopback ({@code localhost}, {@code *.localhost}, {@code 127.0.0.0/8}, {@code ::1}),
 * unless certificates are given for that registry, and to registries that are named as insecure. Immutable.
 */
public final class RegistryTls {

    private static final int MAX_PEM_BYTES = 4 << 20;

    private final List<X509Certificate> extraForAll;
    private final Map<String, List<X509Certificate>> extraByRegistry;
    private final Set<String> insecure;

    private RegistryTls(Builder builder) {
        this.extraForAll = List.copyOf(builder.extraForAll);
        this.extraByRegistry = Map.copyOf(builder.extraByRegistry);
        this.insecure = Set.copyOf(builder.insecure);
    }

    /** The system's certificates; plain HTTP for loopback only. */
    public static RegistryTls system() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Whether this registry is spoken to without TLS. */
    public boolean isPlain(String registry) {
        String key = registry.toLowerCase(Locale.ROOT);
        return insecure.contains(key) || (!extraByRegistry.containsKey(key) && isLoopbackName(hostOf(key)));
    }

    /** Whether TLS for this registry needs nothing beyond the system's certificates. */
    boolean isSystem(String registry) {
        return extraFor(registry).isEmpty();
    }

    /** Equal for registries that can share a TLS context. */
    Object contextKey(String registry) {
        return extraFor(registry);
    }

    SSLContext context(String registry) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int next = 0;
            for (X509Certificate certificate : systemCertificates()) {
                store.setCertificateEntry("c" + next++, certificate);
            }
            for (X509Certificate certificate : extraFor(registry)) {
                store.setCertificateEntry("c" + next++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS context could be made", e);
        }
    }

    /** Whether a host name means this machine without asking anybody. */
    static boolean isLoopbackName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost") || name.equals("[::1]") || name.equals("::1")) {
            return true;
        }
        String[] parts = name.split("\\.", -1);
        if (parts.length != 4 || !parts[0].equals("127")) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
    }

    private List<X509Certificate> extraFor(String registry) {
        List<X509Certificate> own = extraByRegistry.getOrDefault(registry.toLowerCase(Locale.ROOT), List.of());
        if (own.isEmpty()) {
            return extraForAll;
        }
        List<X509Certificate> all = new ArrayList<>(extraForAll);
        all.addAll(own);
        return all;
    }

    private static List<X509Certificate> systemCertificates() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        List<X509Certificate> result = new ArrayList<>();
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                result.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return result;
    }

    /** Collects what differs from the system. */
    public static final class Builder {

        private final List<X509Certificate> extraForAll = new ArrayList<>();
        private final Map<String, List<X509Certificate>> extraByRegistry = new HashMap<>();
        private final Set<String> insecure = new HashSet<>();

        private Builder() {}

        /**
         * Trusts these certificates for every registry.
         *
         * @throws IllegalArgumentException if the text has no PEM certificate or one that cannot be read
         */
        public Builder trust(String pem) {
            extraForAll.addAll(certificates(pem));
            return this;
        }

        /** Trusts these certificates for one registry, and speaks TLS to it even on loopback. */
        public Builder trust(String registry, String pem) {
            extraByRegistry.put(registry.toLowerCase(Locale.ROOT), certificates(pem));
            return this;
        }

        /** Speaks plain HTTP to one registry; whoever sits on the way can then read and change what is said. */
        public Builder insecure(String registry) {
            insecure.add(registry.toLowerCase(Locale.ROOT));
            return this;
        }

        public RegistryTls build() {
            return new RegistryTls(this);
        }

        private static List<X509Certificate> certificates(String pem) {
            byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > MAX_PEM_BYTES) {
                throw new IllegalArgumentException("more than " + MAX_PEM_BYTES + " bytes of certificates");
            }
            try {
                Collection<? extends Certificate> parsed =
                        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
                if (parsed.isEmpty()) {
                    throw new IllegalArgumentException("no PEM certificate in the text");
                }
                return parsed.stream().map(X509Certificate.class::cast).toList();
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("a PEM certificate cannot be read", e);
            }
        }
    }
}
