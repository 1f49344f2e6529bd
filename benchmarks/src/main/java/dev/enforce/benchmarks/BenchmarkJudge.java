package dev.enforce.benchmarks;

import dev.enforce.agent.admission.ImageJudge;
import dev.enforce.oci.Keychain;
import dev.enforce.oci.RegistryClient;
import dev.enforce.policy.ClusterImagePolicyDefaults;
import dev.enforce.policy.Compilation;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.policy.ReferenceResolver;
import dev.enforce.verification.EvidenceCache;
import dev.enforce.verification.EvidenceVerification;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.VerificationSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The real verification over the policies of a file. */
final class BenchmarkJudge {

    private BenchmarkJudge() {}

    static ImageJudge of(RegistryClient registries, byte[] policies) {
        VerificationSettings settings = VerificationSettings.defaults(() -> Duration.ofSeconds(10));
        EvidenceVerification verification = new EvidenceVerification(
                registries,
                (namespace, secrets) -> Keychain.anonymous(),
                EvidenceCache.inMemory(24 << 20),
                settings,
                InstantSource.system());
        return ImageJudge.of(verification, PolicySet.of(compiled(policies)));
    }

    private static List<CompiledPolicy> compiled(byte[] text) {
        PolicyCompiler compiler = new PolicyCompiler(PolicySettings.DEFAULT);
        List<CompiledPolicy> compiled = new ArrayList<>();
        for (DecodedDocument document : PolicyDocuments.read(text).documents()) {
            if (document instanceof PolicyDocument(var policy, var _, var _)) {
                Compilation compilation =
                        compiler.compile(ClusterImagePolicyDefaults.defaulted(policy), ReferenceResolver.NONE);
                switch (compilation) {
                    case Compilation.Compiled good -> compiled.add(good.policy());
                    case Compilation.NotCompiled bad ->
                        throw new IllegalArgumentException("not a usable policy: " + bad.diagnostics());
                }
            }
        }
        return compiled;
    }
}
