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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The real verification, with the policies of a file.
 *
 * @param verification what judges
 * @param policies by which
 */
record BenchmarkJudge(EvidenceVerification verification, PolicySet policies) {

    private static final int CACHE_BYTES = 24 << 20;

    static BenchmarkJudge of(RegistryClient registries, byte[] policies, Duration resync) {
        EvidenceVerification verification = new EvidenceVerification(
                registries,
                (namespace, secrets) -> Keychain.anonymous(),
                EvidenceCache.inMemory(CACHE_BYTES),
                VerificationSettings.defaults(() -> resync),
                InstantSource.system());
        return new BenchmarkJudge(verification, PolicySet.of(compiled(policies)));
    }

    /** The same for more documents than one file may hold. */
    static BenchmarkJudge ofMany(RegistryClient registries, byte[] policies, Duration resync) {
        List<CompiledPolicy> all = new ArrayList<>();
        for (String document : new String(policies, StandardCharsets.UTF_8).split("---\n", -1)) {
            all.addAll(compiled(document.getBytes(StandardCharsets.UTF_8)));
        }
        BenchmarkJudge one = of(registries, new byte[0], resync);
        return new BenchmarkJudge(one.verification, PolicySet.of(all));
    }

    ImageJudge judge() {
        return ImageJudge.of(verification, policies);
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
