package dev.enforce.agent.admission;

import dev.enforce.agent.admission.AdmissionMetrics.Decision;
import dev.enforce.agent.admission.ReviewHandler.Decided;
import dev.enforce.agent.trustroots.RepositoryChecks;
import dev.enforce.policy.DecodedDocument;
import dev.enforce.policy.DecodedDocument.OtherDocument;
import dev.enforce.policy.DecodedDocument.PolicyDocument;
import dev.enforce.policy.DecodedDocument.TrustRootDocument;
import dev.enforce.policy.PolicyCompiler;
import dev.enforce.policy.PolicyDiagnostic;
import dev.enforce.policy.PolicyDocuments;
import dev.enforce.policy.PolicySettings;
import java.util.List;

/** Refuses policies and trust roots that are invalid, naming all that is wrong with them at once. */
final class PolicyValidation implements PolicyWebhooks.Deciding {

    private final PolicySettings settings;

    PolicyValidation(PolicySettings settings) {
        this.settings = settings;
    }

    @Override
    public Decided decide(ReviewTree review) {
        PolicyDocuments.Reading reading = PolicyDocuments.decode(review.object());
        if (reading.documents().isEmpty()) {
            return undecodable(review.uid(), reading.diagnostics());
        }
        DecodedDocument document = reading.documents().getFirst();
        List<PolicyDiagnostic> form = switch (document) {
            case PolicyDocument policy -> policy.origin().diagnostics();
            case TrustRootDocument trustRoot -> trustRoot.origin().diagnostics();
            case OtherDocument other ->
                List.of(PolicyDiagnostic.error(
                        "kind \"" + TextBounds.shown(other.kind(), 80) + "\" of \""
                                + TextBounds.shown(other.apiVersion(), 80) + "\" is not validated here",
                        "",
                        ""));
        };
        return PolicyDiagnostic.anyError(form)
                ? undecodable(review.uid(), form)
                : validated(review.uid(), validate(document));
    }

    private List<PolicyDiagnostic> validate(DecodedDocument document) {
        List<PolicyDiagnostic> problems = new PolicyCompiler(settings).validate(document);
        return document instanceof TrustRootDocument trustRoot && !PolicyDiagnostic.anyError(problems)
                ? RepositoryChecks.problems(trustRoot.trustRoot().spec())
                : problems;
    }

    private static Decided undecodable(String uid, List<PolicyDiagnostic> diagnostics) {
        String message = "decoding request failed: cannot decode incoming new object: "
                + PolicyDiagnostic.errorText(diagnostics);
        return new Decided(ReviewWriter.deny(uid, message, List.of()), Decision.DENIED);
    }

    private static Decided validated(String uid, List<PolicyDiagnostic> diagnostics) {
        List<String> warnings = PolicyDiagnostic.warningTexts(diagnostics);
        if (!PolicyDiagnostic.anyError(diagnostics)) {
            return Decided.allowed(ReviewWriter.allow(uid, warnings));
        }
        String message = ValidationHandler.FAILED + ": " + PolicyDiagnostic.errorText(diagnostics);
        return new Decided(ReviewWriter.deny(uid, message, warnings), Decision.DENIED);
    }
}
