package dev.enforce.policy;

import dev.enforce.model.ImagePattern;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.KeyRef;
import dev.enforce.policy.ClusterImagePolicySpec.Match;
import dev.enforce.policy.ClusterImagePolicySpec.Selector;
import dev.enforce.policy.Compilation.Compiled;
import dev.enforce.policy.Compilation.NotCompiled;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyDiagnostic.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validates policies and makes them ready to evaluate. Does no I/O: what must be read is asked for. */
public final class PolicyCompiler {

    private final PolicySettings settings;

    public PolicyCompiler(PolicySettings settings) {
        this.settings = settings;
    }

    /** All that is wrong with a document as it stands, without defaults: what a validating webhook answers. */
    public List<PolicyDiagnostic> validate(DecodedDocument document) {
        return switch (document) {
            case PolicyDocument decoded -> {
                FieldErrors errors = decoded.origin().errors();
                validate(decoded.policy(), Level.WARNING, errors);
                yield errors.normalised(decoded.origin().places());
            }
            case TrustRootDocument decoded -> {
                FieldErrors errors = decoded.origin().errors();
                TrustRootValidation.validate(decoded.trustRoot().spec(), errors);
                yield errors.normalised(decoded.origin().places());
            }
            case OtherDocument _ -> List.of();
        };
    }

    /** All that is wrong with a document once defaults are set: what {@code kubectl apply} would come to. */
    public List<PolicyDiagnostic> validateDefaulted(DecodedDocument document) {
        return validate(
                switch (document) {
                    case PolicyDocument(var policy, var tree, var origin) ->
                        new PolicyDocument(ClusterImagePolicyDefaults.defaulted(policy), tree, origin);
                    case TrustRootDocument(var trustRoot, var tree, var origin) ->
                        new TrustRootDocument(TrustRootDefaults.defaulted(trustRoot), tree, origin);
                    case OtherDocument other -> other;
                });
    }

    /** All that is wrong with a policy as it stands. */
    public List<PolicyDiagnostic> validate(ClusterImagePolicy policy) {
        FieldErrors errors = new FieldErrors();
        validate(policy, Level.WARNING, errors);
        return errors.normalised(new Places());
    }

    private void validate(ClusterImagePolicy policy, Level forKms, FieldErrors errors) {
        ClusterImagePolicyValidation.validate(policy, settings, errors);
        UnsupportedFeatures.report(policy.spec(), forKms, settings.predicateLanguages(), errors);
        checkTexts(policy.spec(), errors);
    }

    /** Compiles the predicate policies whose text is there, so that whoever writes one is told what is wrong with it. */
    private static void checkTexts(ClusterImagePolicySpec spec, FieldErrors errors) {
        PredicateCompiler.check(spec.policy(), "spec.policy", errors);
        for (int i = 0; i < spec.authorities().size(); i++) {
            List<Attestation> attestations = spec.authorities().get(i).attestations();
            for (int j = 0; j < attestations.size(); j++) {
                String path = "spec.authorities[" + i + "].attestations[" + j + "].policy";
                PredicateCompiler.check(attestations.get(j).policy(), path, errors);
            }
        }
    }

    /** What must be resolved to compile this policy, in its order. */
    public static Set<Reference> references(ClusterImagePolicy policy) {
        Set<Reference> references = new LinkedHashSet<>();
        for (Authority authority : policy.spec().authorities()) {
            for (Attestation attestation : authority.attestations()) {
                add(PredicateCompiler.reference(attestation.policy()), references);
            }
            addReference(authority.key(), references);
            addReference(
                    authority.keyless() == null ? null : authority.keyless().caCert(), references);
            if (authority.notation() != null && authority.notation().secretRef() != null) {
                references.add(
                        new Reference.Secret(authority.notation().secretRef().name()));
            }
        }
        add(PredicateCompiler.reference(policy.spec().policy()), references);
        return references;
    }

    private static void add(@Nullable Reference reference, Set<Reference> references) {
        if (reference != null) {
            references.add(reference);
        }
    }

    private static void addReference(@Nullable KeyRef key, Set<Reference> references) {
        if (key != null && key.secretRef() != null) {
            references.add(new Reference.Secret(key.secretRef().name()));
        }
        if (key != null && !key.kms().isEmpty()) {
            references.add(new Reference.ManagedKey(key.kms()));
        }
    }

    /** Defaults, validates and inlines a policy. */
    public Compilation compile(ClusterImagePolicy policy, ReferenceResolver resolver) {
        ClusterImagePolicy defaulted = ClusterImagePolicyDefaults.defaulted(policy);
        FieldErrors errors = new FieldErrors();
        validate(defaulted, Level.ERROR, errors);
        List<PolicyDiagnostic> diagnostics = errors.normalised(new Places());
        return PolicyDiagnostic.anyError(diagnostics)
                ? new NotCompiled(diagnostics)
                : assemble(defaulted, resolver, diagnostics);
    }

    /** Builds the compiled form of a valid policy with defaults; references may still fail. */
    static Compilation assemble(
            ClusterImagePolicy policy, ReferenceResolver resolver, List<PolicyDiagnostic> warnings) {
        ClusterImagePolicySpec spec = policy.spec();
        FieldErrors errors = new FieldErrors();
        List<CompiledAuthority> authorities = new ArrayList<>();
        for (int i = 0; i < spec.authorities().size(); i++) {
            AuthorityCompiler compiler = new AuthorityCompiler(resolver, errors, "spec.authorities[" + i + "]");
            CompiledAuthority authority = compiler.compile(spec.authorities().get(i));
            if (authority != null) {
                authorities.add(authority);
            }
        }
        CompiledPredicate predicate = new PredicateCompiler(resolver, errors, "spec.policy").compile(spec.policy());
        if (!errors.isEmpty()) {
            return new NotCompiled(errors.normalised(new Places()));
        }
        CompiledPolicy compiled = new CompiledPolicy(
                policy.metadata().name(),
                policy.metadata().uid(),
                policy.metadata().resourceVersion(),
                spec.mode().equals("warn") ? PolicyMode.WARN : PolicyMode.ENFORCE,
                spec.images().stream()
                        .map(image -> ImagePattern.parse(Globs.unquoted(image.glob())))
                        .toList(),
                spec.match().stream().map(PolicyCompiler::match).toList(),
                authorities,
                predicate,
                "");
        return new Compiled(CompiledPolicyFormat.withContentHash(compiled), warnings);
    }

    private static CompiledMatch match(Match match) {
        return new CompiledMatch(match.group(), match.version(), match.resource(), selector(match.selector()));
    }

    private static @Nullable LabelSelector selector(@Nullable Selector selector) {
        if (selector == null) {
            return null;
        }
        List<LabelSelector.Requirement> requirements = selector.matchExpressions().stream()
                .map(requirement -> new LabelSelector.Requirement(
                        requirement.key(),
                        Objects.requireNonNull(LabelSelector.Operator.find(requirement.operator())),
                        requirement.values()))
                .toList();
        return new LabelSelector(selector.matchLabels(), requirements);
    }
}
