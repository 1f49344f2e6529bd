package dev.enforce.signing;

import dev.enforce.signing.certificate.CertificateAuthority;
import dev.enforce.signing.certificate.CertificateTransparencyLog;
import dev.enforce.signing.certificate.Certificates;
import dev.enforce.signing.certificate.TimestampSigner;
import dev.enforce.signing.fulcio.FulcioService;
import dev.enforce.signing.http.LoopbackServer;
import dev.enforce.signing.http.Routes;
import dev.enforce.signing.identity.DevelopmentIssuer;
import dev.enforce.signing.identity.IssuerKeys;
import dev.enforce.signing.identity.TokenVerifier;
import dev.enforce.signing.rekor.RekorService;
import dev.enforce.signing.rekor.TiledRekorService;
import dev.enforce.signing.storage.DataDirectory;
import dev.enforce.signing.timestamp.TimestampAuthority;
import dev.enforce.signing.tuf.TufRepository;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * A sigstore of one's own on one port, over plain HTTP on the loopback address: Fulcio, Rekor (API
 * versions 1 and 2, two logs), a timestamp authority, a development OIDC issuer and a TUF repository.
 * Unmodified cosign 2 and 3 and gitsign sign and verify with it.
 *
 * <p>With a data directory, keys and logs outlive the process; without one, all is forgotten at the end.
 */
public final class PrivateSigstore implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 16 << 20;
    private static final String AUDIENCE = "sigstore";

    private final LoopbackServer server;
    private final DevelopmentIssuer issuer;
    private final CertificateAuthority authority;
    private final CertificateTransparencyLog certificateLog;
    private final RekorService rekor;
    private final TiledRekorService tiledRekor;
    private final TimestampAuthority timestamps;
    private final TufRepository tuf;

    /**
     * How to run it.
     *
     * @param port 0 for any free one
     * @param dataDirectory where keys and logs are kept; empty to forget them
     * @param issuer what tokens and certificates name as their issuer; empty for {@code <url>/oidc}
     * @param clients who may get tokens at the token endpoint
     * @param trustedIssuers other issuers whose tokens are taken
     */
    public record Settings(
            String host,
            int port,
            Optional<Path> dataDirectory,
            Optional<URI> issuer,
            List<DevelopmentIssuer.Client> clients,
            Map<String, IssuerKeys> trustedIssuers,
            InstantSource clock,
            SecureRandom random) {

        public Settings {
            clients = List.copyOf(clients);
            trustedIssuers = Map.copyOf(trustedIssuers);
        }

        /** Any free port of the loopback address, nothing kept. */
        public static Settings ephemeral(InstantSource clock) {
            return new Settings(
                    "127.0.0.1", 0, Optional.empty(), Optional.empty(), List.of(), Map.of(), clock, new SecureRandom());
        }

        public Settings withPort(int port) {
            return new Settings(host, port, dataDirectory, issuer, clients, trustedIssuers, clock, random);
        }

        public Settings withDataDirectory(Path folder) {
            return new Settings(host, port, Optional.of(folder), issuer, clients, trustedIssuers, clock, random);
        }

        public Settings withIssuer(URI issuer) {
            return new Settings(host, port, dataDirectory, Optional.of(issuer), clients, trustedIssuers, clock, random);
        }

        public Settings withClients(List<DevelopmentIssuer.Client> clients) {
            return new Settings(host, port, dataDirectory, issuer, clients, trustedIssuers, clock, random);
        }
    }

    private PrivateSigstore(LoopbackServer server, Settings settings) {
        this.server = server;
        InstantSource clock = settings.clock();
        DataDirectory directory =
                settings.dataDirectory().map(DataDirectory::at).orElseGet(DataDirectory::inMemory);
        URI issuerName = settings.issuer().orElse(URI.create(server.url() + "/oidc"));
        this.issuer = DevelopmentIssuer.open(issuerName, settings.clients(), directory, clock, settings.random());
        this.authority = CertificateAuthority.open(
                directory, "fulcio", KeyPurposeId.id_kp_codeSigning, clock, settings.random());
        CertificateAuthority timestampRoot = CertificateAuthority.open(
                directory, "timestamp", KeyPurposeId.id_kp_timeStamping, clock, settings.random());
        this.certificateLog = CertificateTransparencyLog.open(directory);
        this.timestamps =
                new TimestampAuthority(TimestampSigner.open(directory, timestampRoot), clock, settings.random());
        String hostname = server.url().getHost();
        this.rekor = new RekorService(hostname, directory, clock);
        this.tiledRekor = new TiledRekorService(hostname, directory, clock);
        this.tuf = TufRepository.open("/tuf", targets(), directory, clock);
        Map<String, IssuerKeys> issuers = new HashMap<>(settings.trustedIssuers());
        issuers.put(issuerName.toString(), issuer);
        FulcioService fulcio =
                new FulcioService(authority, certificateLog, new TokenVerifier(issuers, AUDIENCE, clock));
        Routes routes = new Routes();
        issuer.addTo(routes);
        fulcio.addTo(routes);
        rekor.addTo(routes);
        tiledRekor.addTo(routes);
        timestamps.addTo(routes);
        tuf.addTo(routes);
        server.serve(routes);
    }

    /**
     * Starts all services and returns when they answer.
     *
     * @throws SigningException with {@code UNAVAILABLE} if the port is taken, {@code STORAGE} if the data
     *     directory cannot be used or is damaged
     */
    public static PrivateSigstore start(Settings settings) {
        LoopbackServer server = LoopbackServer.bind(settings.host(), settings.port(), MAX_REQUEST_BYTES);
        try {
            return new PrivateSigstore(server, settings);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The address of Fulcio and of both versions of Rekor. */
    public URI url() {
        return server.url();
    }

    public URI timestampUrl() {
        return URI.create(url() + "/api/v1/timestamp");
    }

    /** The TUF repository, for {@code cosign initialize --mirror}. */
    public URI tufUrl() {
        return URI.create(url() + "/tuf");
    }

    /** The TUF root, for {@code cosign initialize --root}. */
    public byte[] tufRoot() {
        return tuf.root();
    }

    /** Makes identity tokens; its address is what certificates name as their issuer. */
    public DevelopmentIssuer issuer() {
        return issuer;
    }

    /** What verifiers trust, as sigstore's trusted root. */
    public String trustedRootJson() {
        return new TrustedRoot(url(), authority.notBefore())
                .log("tlogs", rekor.logId(), rekor.key())
                .log("tlogs", tiledRekor.logId(), tiledRekor.key())
                .authority("certificateAuthorities", "fulcio", authority.chain())
                .log("ctlogs", certificateLog.id(), certificateLog.key())
                .authority("timestampAuthorities", "timestamp authority", timestamps.chain())
                .json();
    }

    /**
     * Which services clients sign with, as sigstore's signing configuration.
     *
     * @param rekorVersion 1 or 2
     */
    public String signingConfigJson(int rekorVersion, boolean withTimestamps) {
        return TrustedRoot.signingConfig(url(), issuer.issuer(), authority.notBefore(), rekorVersion, withTimestamps);
    }

    /** The certificates of Fulcio, intermediate first, as PEM. */
    public String fulcioCertificatesPem() {
        return pem(authority.chain());
    }

    /** The certificates of the timestamp authority, leaf first, as PEM. */
    public String timestampCertificatesPem() {
        return pem(timestamps.chain());
    }

    /** The public key of the Rekor log with API version 1. */
    public String rekorPublicKeyPem() {
        return rekor.key().publicKeyPem();
    }

    public String certificateLogPublicKeyPem() {
        return certificateLog.key().publicKeyPem();
    }

    /**
     * Writes the files that cosign 2 reads its trust from.
     *
     * @return environment variables to run it with
     */
    public Map<String, String> writeCosign2Trust(Path folder) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SIGSTORE_ROOT_FILE", write(folder, "fulcio.pem", fulcioCertificatesPem()));
        environment.put("SIGSTORE_REKOR_PUBLIC_KEY", write(folder, "rekor.pub", rekorPublicKeyPem()));
        environment.put("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", write(folder, "ctfe.pub", certificateLogPublicKeyPem()));
        environment.put("SIGSTORE_TSA_CERTIFICATE_FILE", write(folder, "tsa.pem", timestampCertificatesPem()));
        return environment;
    }

    private static String write(Path folder, String name, String content) {
        try {
            return Files.writeString(Files.createDirectories(folder).resolve(name), content)
                    .toAbsolutePath()
                    .toString();
        } catch (IOException e) {
            throw new SigningException(SigningException.Code.STORAGE, name + " was not written: " + e.getMessage(), e);
        }
    }

    private Map<String, TufRepository.Target> targets() {
        List<X509CertificateHolder> chain = authority.chain();
        Map<String, TufRepository.Target> targets = new LinkedHashMap<>();
        targets.put("trusted_root.json", target("", trustedRootJson()));
        targets.put("signing_config.v0.2.json", target("", signingConfigJson(1, true)));
        targets.put("fulcio_intermediate_v1.crt.pem", target("Fulcio", Certificates.pem(chain.getFirst())));
        targets.put("fulcio_v1.crt.pem", target("Fulcio", Certificates.pem(chain.getLast())));
        targets.put("rekor.pub", target("Rekor", rekorPublicKeyPem()));
        targets.put("ctfe.pub", target("CTFE", certificateLogPublicKeyPem()));
        List<X509CertificateHolder> tsa = timestamps.chain();
        targets.put("tsa_leaf.crt.pem", target("TSA", Certificates.pem(tsa.getFirst())));
        targets.put("tsa_intermediate_0.crt.pem", target("TSA", Certificates.pem(tsa.get(1))));
        targets.put("tsa_root.crt.pem", target("TSA", Certificates.pem(tsa.getLast())));
        return targets;
    }

    private static TufRepository.Target target(String usage, String content) {
        return new TufRepository.Target(usage, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String pem(List<X509CertificateHolder> chain) {
        StringBuilder pem = new StringBuilder();
        chain.forEach(one -> pem.append(Certificates.pem(one)));
        return pem.toString();
    }

    @Override
    public void close() {
        server.close();
        rekor.close();
        tiledRekor.close();
    }
}
