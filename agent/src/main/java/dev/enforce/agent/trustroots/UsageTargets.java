package dev.enforce.agent.trustroots;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.sigstore.certificate.Certificate;
import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.key.VerificationKey;
import dev.enforce.sigstore.trust.CertificateAuthority;
import dev.enforce.sigstore.trust.TransparencyLog;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.sigstore.tuf.TufClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A trust root out of a repository that has no {@code trusted_root.json}: each target says in its metadata what it is
 * used for, as sigstore's repositories did at first.
 */
final class UsageTargets {

    private static final int MAX_TARGETS = 64;
    private static final int MAX_CERTIFICATES = 16;
    private static final String SHA256 = "SHA2_256";

    private final List<Certificate> fulcio = new ArrayList<>();
    private final List<Certificate> timestamps = new ArrayList<>();
    private final List<TransparencyLog> logs = new ArrayList<>();
    private final List<TransparencyLog> certificateLogs = new ArrayList<>();
    private String fulcioUri = "";
    private String timestampUri = "";

    private UsageTargets() {}

    /**
     * @throws MalformedException if a target is not what its usage says, or there is no certificate authority
     */
    static TrustRoot read(TufClient client, TufClient.Snapshot snapshot) {
        UsageTargets targets = new UsageTargets();
        List<String> names = snapshot.names();
        if (names.size() > MAX_TARGETS) {
            throw new MalformedException("more than " + MAX_TARGETS + " targets");
        }
        for (String name : names) {
            JsonNode custom =
                    snapshot.customOf(name).map(c -> c.path("sigstore")).orElse(null);
            if (custom != null && custom.path("usage").isTextual()) {
                String content = new String(client.target(snapshot, name), StandardCharsets.UTF_8);
                targets.add(custom.path("usage").asText(), custom.path("uri").asText(""), content);
            }
        }
        return targets.root();
    }

    private void add(String usage, String uri, String pem) {
        switch (usage) {
            case "Fulcio" -> {
                fulcio.addAll(Certificate.allOfPem(pem, MAX_CERTIFICATES));
                fulcioUri = uri;
            }
            case "TSA" -> {
                timestamps.addAll(Certificate.allOfPem(pem, MAX_CERTIFICATES));
                timestampUri = uri;
            }
            case "Rekor" -> logs.add(TransparencyLog.ofKey(uri, SHA256, VerificationKey.ofPem(pem)));
            case "CTFE" -> certificateLogs.add(TransparencyLog.ofKey(uri, SHA256, VerificationKey.ofPem(pem)));
            default -> {}
        }
    }

    private TrustRoot root() {
        if (fulcio.isEmpty()) {
            throw new MalformedException("no certificate authorities found");
        }
        List<CertificateAuthority> authorities = List.of(CertificateAuthority.of(fulcioUri, fulcio));
        List<CertificateAuthority> timestampAuthorities =
                timestamps.isEmpty() ? List.of() : List.of(CertificateAuthority.of(timestampUri, timestamps));
        return TrustRoot.of(authorities, timestampAuthorities, logs, certificateLogs);
    }
}
