package dev.enforce.testing.matrix;

import dev.enforce.model.PinnedReference;
import dev.enforce.oci.Deadline;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import dev.enforce.policy.Compilation;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.ReferenceResolver;
import dev.enforce.sigstore.trust.TrustRoot;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.TrustedRoots;
import dev.enforce.verification.Verdict;
import dev.enforce.verification.VerificationSettings;
import dev.enforce.verification.WorkloadFacts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges images as the agent does: a policy in YAML, compiled, over a registry. */
final class Judge {

    private final EvidenceVerification verification;
    private final TrustedRoots roots;

    Judge(RegistryClient client, TrustRoot ours) {
        this.verification = new EvidenceVerification(
                client,
                (namespace, secrets) -> Keychain.anonymous(),
                EvidenceCache.inMemory(16 << 20),
                VerificationSettings.defaults(() -> Duration.ofSeconds(10)),
                InstantSource.system());
        this.roots = new TrustedRoots(Map.of("ours", ours), null);
    }

    /**
     * Whether every policy that the cell asks for passes.
     *
     * @param signer the part of an authority that says who
     * @param predicateType wanted of an attestation; empty for a signature
     */
    boolean passes(PinnedReference image, Cell cell, String signer, String predicateType) {
        List<Boolean> answers = new ArrayList<>();
        for (String proof : proofs(cell)) {
            answers.add(passes(image, policy(signer, proof, format(cell), predicateType)));
        }
        return !answers.contains(false);
    }

    private boolean passes(PinnedReference image, String policy) {
        PolicyDocument document =
                (PolicyDocument) PolicyDocuments.read(policy).documents().getFirst();
        Compilation compilation =
                new PolicyCompiler(PolicySettings.DEFAULT).compile(document.policy(), ReferenceResolver.NONE);
        if (!(compilation instanceof Compilation.Compiled(var compiled, var _))) {
            throw new AssertionError(policy + compilation);
        }
        Verdict verdict = verification.verify(
                image,
                new WorkloadFacts("", "v1", "pods", "Pod", "default", Map.of()),
                Keychain.anonymous(),
                PolicySet.of(List.of(compiled), roots),
                Deadline.after(Duration.ofSeconds(30)));
        return switch (verdict) {
            case Verdict.Passed _ -> true;
            case Verdict.Failed _ -> false;
            case Verdict.Uncovered _, Verdict.Undecided _ -> throw new AssertionError(verdict.toString());
        };
    }

    /** A log and a timestamp are asked for by two policies: one policy looks at either. */
    private static List<String> proofs(Cell cell) {
        List<String> proofs = new ArrayList<>();
        if (cell.log() != Cell.Log.NONE) {
            proofs.add("    ctlog: {url: 'https://rekor.enforce.test', trustRootRef: ours}\n");
        }
        if (cell.timestamp()) {
            proofs.add("    rfc3161timestamp: {trustRootRef: ours}\n");
        }
        if (proofs.isEmpty()) {
            proofs.add("");
        }
        return proofs;
    }

    private static String format(Cell cell) {
        return cell.layout() == Cell.Layout.TAGS ? "legacy" : "bundle";
    }

    private static String policy(String signer, String proof, String format, String predicateType) {
        return """
                apiVersion: policy.sigstore.dev/v1beta1
                kind: ClusterImagePolicy
                metadata: {name: p}
                spec:
                  images: [{glob: '**'}]
                  authorities:
                  - name: a
                    signatureFormat: %s
                %s%s%s""".formatted(
                        format,
                        signer,
                        proof,
                        predicateType.isEmpty()
                                ? ""
                                : "    attestations: [{name: t, predicateType: '" + predicateType + "'}]\n");
    }

    /** An authority of this identity. */
    static String keyless(String issuer, String subject) {
        return "    keyless: {url: 'https://fulcio.enforce.test', trustRootRef: ours, identities: [{issuer: '" + issuer
                + "', subject: '" + subject + "'}]}\n";
    }

    /** An authority of this key. */
    static String key(String pem) {
        return "    key:\n      data: |\n" + pem.strip().indent(8);
    }
}
