package dev.enforce.demo;

import dev.enforce.signing.PrivateSigstore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The documents that the story applies. */
record DemoPolicies(String registry, PrivateSigstore sigstore) {

    static final String SIGNER = "dev@example.com";
    static final String POLICY = "sample-policy";
    static final String ROOT = "demo-sigstore";

    /** The seed's sample, for the demo's registry and with the identity that is wanted. */
    String policy() {
        return """
        apiVersion: policy.sigstore.dev/v1alpha1
        kind: ClusterImagePolicy
        metadata:
          name: %s
        spec:
          images:
          - glob: "%s/**"
          authorities:
          - keyless:
              url: %s
              trustRootRef: %s
              identities:
              - issuer: %s
                subject: %s
            ctlog:
              url: %s
              trustRootRef: %s
        """.formatted(POLICY, registry, sigstore.url(), ROOT, issuer(), SIGNER, sigstore.url(), ROOT);
    }

    /** What the policy trusts: the demo's own sigstore in place of the public one. */
    String trustRoot() {
        return """
        apiVersion: policy.sigstore.dev/v1alpha1
        kind: TrustRoot
        metadata:
          name: %s
        spec:
          sigstoreKeys:
            certificateAuthorities:
            - subject:
                organization: demo
                commonName: fulcio
              uri: %s
              certChain: %s
            ctLogs:
            - baseURL: %s
              hashAlgorithm: sha-256
              publicKey: %s
            tLogs:
            - baseURL: %s
              hashAlgorithm: sha-256
              publicKey: %s
            timestampAuthorities:
            - subject:
                organization: demo
                commonName: timestamps
              uri: %s
              certChain: %s
        """.formatted(
                        ROOT,
                        sigstore.url(),
                        base64(sigstore.fulcioCertificatesPem()),
                        sigstore.url(),
                        base64(sigstore.certificateLogPublicKeyPem()),
                        sigstore.url(),
                        base64(sigstore.rekorPublicKeyPem()),
                        sigstore.timestampUrl(),
                        base64(sigstore.timestampCertificatesPem()));
    }

    URI issuer() {
        return sigstore.issuer().issuer();
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
