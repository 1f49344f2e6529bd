package dev.enforce.agent.certificates;

import dev.enforce.agent.certificates.CertificateException.Code;
import dev.enforce.agent.server.ServerCertificate;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the replicas share.
 *
 * @param issuer the authority that issues now
 * @param next the authority that will issue once everybody trusts it; null most of the time
 * @param retired authorities that issued once and have not expired
 * @param serving what the webhook port shows
 */
public record CertificateSet(
        Issuer issuer, @Nullable Issuer next, List<X509Certificate> retired, ServerCertificate serving) {

    private static final String CA_CERTIFICATE = "ca-cert.pem";
    private static final String CA_KEY = "ca-key.pem";
    private static final String NEXT_CERTIFICATE = "next-ca-cert.pem";
    private static final String NEXT_KEY = "next-ca-key.pem";
    private static final String RETIRED = "retired-ca-certs.pem";
    private static final String SERVER_CERTIFICATE = "server-cert.pem";
    private static final String SERVER_KEY = "server-key.pem";

    public CertificateSet {
        retired = List.copyOf(retired);
    }

    /** PEM of every authority that callers must trust, in a stable order. */
    public byte[] trustBundle() {
        List<X509Certificate> trusted = new ArrayList<>();
        trusted.add(issuer.certificate());
        if (next != null) {
            trusted.add(next.certificate());
        }
        trusted.addAll(retired);
        return Pem.of(trusted).getBytes(StandardCharsets.US_ASCII);
    }

    /** As the Secret holds it. */
    Map<String, String> encode() {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(CA_CERTIFICATE, Pem.of(List.of(issuer.certificate())));
        data.put(CA_KEY, Pem.of(issuer.key()));
        if (next != null) {
            data.put(NEXT_CERTIFICATE, Pem.of(List.of(next.certificate())));
            data.put(NEXT_KEY, Pem.of(next.key()));
        }
        if (!retired.isEmpty()) {
            data.put(RETIRED, Pem.of(retired));
        }
        data.put(SERVER_CERTIFICATE, Pem.of(serving.chain()));
        data.put(SERVER_KEY, Pem.of(serving.key()));
        return data;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws CertificateException with {@link Code#MALFORMED} for anything else, also when the parts do not belong
     *     together
     */
    static CertificateSet decode(Map<String, String> data) {
        Issuer issuer = new Issuer(single(data, CA_CERTIFICATE), Pem.key(text(data, CA_KEY)));
        Issuer next = data.containsKey(NEXT_CERTIFICATE)
                ? new Issuer(single(data, NEXT_CERTIFICATE), Pem.key(text(data, NEXT_KEY)))
                : null;
        List<X509Certificate> retired = data.containsKey(RETIRED) ? Pem.certificates(text(data, RETIRED)) : List.of();
        List<X509Certificate> chain = Pem.certificates(text(data, SERVER_CERTIFICATE));
        if (chain.isEmpty()) {
            throw new CertificateException(Code.MALFORMED, SERVER_CERTIFICATE + " is empty", null);
        }
        try {
            chain.getFirst().verify(issuer.certificate().getPublicKey());
        } catch (GeneralSecurityException failure) {
            throw new CertificateException(
                    Code.MALFORMED, SERVER_CERTIFICATE + " was not issued by " + CA_CERTIFICATE, failure);
        }
        return new CertificateSet(issuer, next, retired, new ServerCertificate(Pem.key(text(data, SERVER_KEY)), chain));
    }

    private static X509Certificate single(Map<String, String> data, String name) {
        List<X509Certificate> found = Pem.certificates(text(data, name));
        if (found.size() != 1) {
            throw new CertificateException(Code.MALFORMED, name + " does not hold one certificate", null);
        }
        return found.getFirst();
    }

    private static String text(Map<String, String> data, String name) {
        String text = data.get(name);
        if (text == null) {
            throw new CertificateException(Code.MALFORMED, name + " is missing", null);
        }
        return text;
    }
}
