package dev.enforce.cluster.simulated;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Trusts servers by a bundle of roots and by one expected name, which need not be the name that was dialled. */
final class ServerNameTrust extends X509ExtendedTrustManager {

    private final X509TrustManager roots;
    private final String serverName;

    private ServerNameTrust(X509TrustManager roots, String serverName) {
        this.roots = roots;
        this.serverName = serverName;
    }

    static ServerNameTrust of(String rootsPem, String serverName) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (var root : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(rootsPem.getBytes(StandardCharsets.US_ASCII)))) {
            store.setCertificateEntry("root-" + number++, root);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return new ServerNameTrust((X509TrustManager) factory.getTrustManagers()[0], serverName);
    }

    private void check(X509Certificate[] chain, String type) throws CertificateException {
        roots.checkServerTrusted(chain, type);
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        if (names == null || names.stream().noneMatch(name -> matches(String.valueOf(name.get(1))))) {
            throw new CertificateException("certificate is valid for "
                    + (names == null
                            ? "no name"
                            : names.stream().map(name -> name.get(1)).toList()) + ", not "
                    + serverName);
        }
    }

    private boolean matches(String name) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String wanted = serverName.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return pattern.equals(wanted)
                || (pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(wanted.substring(dot)));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("clients are not checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("clients are not checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("clients are not checked");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return roots.getAcceptedIssuers();
    }
}
