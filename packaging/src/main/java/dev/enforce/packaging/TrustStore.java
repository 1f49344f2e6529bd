package dev.enforce.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The certificate authorities of an image: those of Debian's {@code ca-certificates} package, and not those that the
 * building machine happens to trust.
 *
 * <p>Written as a PKCS#12 file without password, encryption and MAC, as the JDK's own is: the certificates are public,
 * and there is nothing random in the file.
 */
final class TrustStore {

    private static final String PLAIN = "NONE";

    private TrustStore() {}

    /** @return how many authorities were written */
    static int write(Path certificates, Path target) throws IOException, GeneralSecurityException {
        System.setProperty("keystore.pkcs12.certProtectionAlgorithm", PLAIN);
        System.setProperty("keystore.pkcs12.macAlgorithm", PLAIN);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Path file : files(certificates)) {
            String alias =
                    file.getFileName().toString().toLowerCase(Locale.ROOT).replace(".crt", "");
            store.setCertificateEntry(alias, read(factory, file));
        }
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        try (OutputStream out = Files.newOutputStream(target)) {
            store.store(out, null);
        }
        return store.size();
    }

    private static List<Path> files(Path certificates) throws IOException {
        try (Stream<Path> walk = Files.walk(certificates)) {
            return walk.filter(f -> f.toString().endsWith(".crt")).sorted().toList();
        }
    }

    private static X509Certificate read(CertificateFactory factory, Path file)
            throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) factory.generateCertificate(in);
        }
    }
}
