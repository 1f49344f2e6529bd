package dev.enforce.signing.fulcio;

import dev.enforce.signing.certificate.CertificateRequest.SubjectName;
import dev.enforce.signing.identity.IdentityToken;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a verified token becomes in a certificate.
 *
 * @param challenges texts of which the key must have signed one
 * @param extensions last arc below 1.3.6.1.4.1.57264.1 to text
 */
record ProvenIdentity(SubjectName subject, List<String> challenges, Map<Integer, String> extensions) {

    private static final int ISSUER = 1;
    private static final int ISSUER_V2 = 8;
    private static final int TOKEN_SUBJECT = 24;

    /** Claims of a GitHub Actions token that are copied as they are. */
    private static final Map<Integer, String> WORKFLOW_CLAIMS = Map.ofEntries(
            Map.entry(2, "event_name"),
            Map.entry(3, "sha"),
            Map.entry(4, "workflow"),
            Map.entry(5, "repository"),
            Map.entry(6, "ref"),
            Map.entry(10, "job_workflow_sha"),
            Map.entry(11, "runner_environment"),
            Map.entry(13, "sha"),
            Map.entry(14, "ref"),
            Map.entry(15, "repository_id"),
            Map.entry(17, "repository_owner_id"),
            Map.entry(19, "workflow_sha"),
            Map.entry(20, "event_name"),
            Map.entry(22, "repository_visibility"),
            Map.entry(23, "environment"));

    /** Claims that name something below the forge's own address. */
    private static final Map<Integer, String> WORKFLOW_ADDRESSES = Map.of(
            9, "job_workflow_ref",
            12, "repository",
            16, "repository_owner",
            18, "workflow_ref");

    private static final String FORGE = "https://github.com/";

    static ProvenIdentity of(IdentityToken token) {
        Map<Integer, String> extensions = new TreeMap<>();
        extensions.put(ISSUER, token.issuer());
        extensions.put(ISSUER_V2, token.issuer());
        Optional<String> workflow = token.text("job_workflow_ref");
        if (workflow.isPresent()) {
            addWorkflow(token, extensions);
            SubjectName subject = new SubjectName.Uri(FORGE + workflow.get());
            return new ProvenIdentity(subject, List.of(token.subject()), extensions);
        }
        Optional<String> email = token.verifiedEmail();
        if (email.isPresent()) {
            SubjectName subject = new SubjectName.Email(email.get());
            return new ProvenIdentity(subject, List.of(email.get(), token.subject()), extensions);
        }
        SubjectName subject = token.hasUriSubject()
                ? new SubjectName.Uri(token.subject())
                : new SubjectName.Username(token.subject() + "!" + host(token.issuer()));
        return new ProvenIdentity(subject, List.of(token.subject()), extensions);
    }

    private static void addWorkflow(IdentityToken token, Map<Integer, String> extensions) {
        WORKFLOW_CLAIMS.forEach((arc, claim) -> token.text(claim).ifPresent(text -> extensions.put(arc, text)));
        WORKFLOW_ADDRESSES.forEach(
                (arc, claim) -> token.text(claim).ifPresent(text -> extensions.put(arc, FORGE + text)));
        token.text("run_id")
                .ifPresent(run -> extensions.put(
                        21,
                        FORGE + token.text("repository").orElse("") + "/actions/runs/" + run + "/attempts/"
                                + token.text("run_attempt").orElse("1")));
        extensions.put(TOKEN_SUBJECT, token.subject());
    }

    private static String host(String issuer) {
        String host = URI.create(issuer).getHost();
        return host == null ? issuer : host;
    }
}
