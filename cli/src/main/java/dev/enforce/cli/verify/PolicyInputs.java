package dev.enforce.cli.verify;

import dev.enforce.policy.Compilation;
import dev.enforce.policy.CompiledAuthority;
import dev.enforce.policy.CompiledPolicy;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.KeylessAuthority;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import dev.enforce.sigstore.trust.PublicGoodTrustRoot;
import dev.enforce.verification.PolicySet;
import dev.enforce.verification.PullSecretLookup;
import dev.enforce.verification.TrustedRoots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Policies, trust roots and Secrets of a run, as the files give them. Every file may hold any of the three kinds; other
 * kinds are an error, so that nothing that was meant to count is passed over.
 *
 * @param warnings what the policies' compilation warns of, with the file
 */
record PolicyInputs(PolicySet policies, PullSecretLookup pullSecrets, List<String> warnings) {

    PolicyInputs {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads everything.
     *
     * @throws InputException for the first file that cannot be used
     */
    static PolicyInputs read(List<String> policyFiles, List<String> trustRoots, List<String> secretFiles, Instant now) {
        return new Reader(now).read(policyFiles, trustRoots, secretFiles);
    }

    private static final class Reader {

        private final TrustRootFiles roots;
        private final SecretFiles secrets = new SecretFiles();
        private final Map<String, PolicyDocument> policies = new LinkedHashMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();

        Reader(Instant now) {
            this.roots = new TrustRootFiles(now);
        }

        PolicyInputs read(List<String> policyFiles, List<String> trustRoots, List<String> secretFiles) {
            policyFiles.forEach(this::add);
            secretFiles.forEach(this::add);
            trustRoots.forEach(roots::add);
            if (policies.isEmpty()) {
                throw new InputException("no ClusterImagePolicy in " + String.join(", ", policyFiles));
            }
            List<CompiledPolicy> compiled = new ArrayList<>();
            policies.forEach((name, document) -> compiled.add(compile(files.getOrDefault(name, ""), document)));
            boolean publicGood = compiled.stream().anyMatch(Reader::mayNeedPublicGood);
            TrustedRoots trusted = new TrustedRoots(roots.byName(), publicGood ? PublicGoodTrustRoot.load() : null);
            return new PolicyInputs(PolicySet.of(compiled, trusted), secrets, warnings);
        }

        private void add(String file) {
            PolicyDocuments.Reading reading = PolicyDocuments.read(InputFile.read(file, PolicyDocuments.MAX_BYTES));
            requireNoErrors(file, reading.diagnostics());
            for (DecodedDocument document : reading.documents()) {
                switch (document) {
                    case PolicyDocument policy -> {
                        if (policies.putIfAbsent(policy.name(), policy) != null) {
                            throw new InputException(file + ": a second policy is named " + policy.name());
                        }
                        files.put(policy.name(), file);
                    }
                    case TrustRootDocument root -> roots.add(file, root);
                    case OtherDocument other -> {
                        if (!secrets.add(other)) {
                            throw new InputException(file + ": a " + other.kind()
                                    + " is neither ClusterImagePolicy nor TrustRoot nor Secret");
                        }
                    }
                }
            }
        }

        private CompiledPolicy compile(String file, PolicyDocument document) {
            requireNoErrors(file, document.origin().diagnostics());
            return switch (new PolicyCompiler(PolicySettings.DEFAULT).compile(document.policy(), secrets)) {
                case Compilation.Compiled(CompiledPolicy policy, var more) -> {
                    PolicyDiagnostic.warningTexts(more).forEach(text -> warnings.add(file + ": " + text));
                    yield policy;
                }
                case Compilation.NotCompiled(var diagnostics) -> {
                    requireNoErrors(file, diagnostics);
                    throw new IllegalStateException("a policy that was not compiled has an error");
                }
            };
        }

        private static boolean mayNeedPublicGood(CompiledPolicy policy) {
            for (CompiledAuthority authority : policy.authorities()) {
                if ((authority instanceof KeylessAuthority keyless && keyless.trustRootRef() == null)
                        || authority.options().transparencyLog() != null
                        || authority.options().timestamp()) {
                    return true;
                }
            }
            return false;
        }

        private static void requireNoErrors(String file, List<PolicyDiagnostic> diagnostics) {
            if (PolicyDiagnostic.anyError(diagnostics)) {
                throw new InputException(file + ": " + PolicyDiagnostic.errorText(diagnostics));
            }
        }
    }
}
