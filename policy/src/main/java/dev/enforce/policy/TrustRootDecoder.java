package dev.enforce.policy;

import static dev.enforce.policy.Fields.reader;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.policy.TrustRootResource.CertificateAuthority;
import dev.enforce.policy.TrustRootResource.Remote;
import dev.enforce.policy.TrustRootResource.Repository;
import dev.enforce.policy.TrustRootResource.SigstoreKeys;
import dev.enforce.policy.TrustRootResource.Spec;
import dev.enforce.policy.TrustRootResource.TransparencyLogInstance;
import dev.enforce.policy.TrustRootResource.Validity;
import org.jspecify.annotations.Nullable;

/** Reads a TrustRoot strictly out of a JSON tree. */
final class TrustRootDecoder {

    private record Subject(String organization, String commonName) {}

    private static final Fields.Reader<Validity> VALIDITY =
            reader(f -> new Validity(f.text("start"), f.text("end")), "start", "end");

    private static final Fields.Reader<Subject> SUBJECT =
            reader(f -> new Subject(f.text("organization"), f.text("commonName")), "organization", "commonName");

    private static final Fields.Reader<CertificateAuthority> AUTHORITY =
            reader(TrustRootDecoder::authority, "subject", "uri", "certChain", "validFor");

    private static final Fields.Reader<TransparencyLogInstance> LOG = reader(
            f -> new TransparencyLogInstance(
                    f.text("baseURL"), f.text("hashAlgorithm"), f.text("publicKey"), f.object("validFor", VALIDITY)),
            "baseURL",
            "hashAlgorithm",
            "publicKey",
            "validFor");

    private static final Fields.Reader<SigstoreKeys> KEYS = reader(
            f -> new SigstoreKeys(
                    f.list("certificateAuthorities", AUTHORITY),
                    f.list("tLogs", LOG),
                    f.list("ctLogs", LOG),
                    f.list("timestampAuthorities", AUTHORITY)),
            "certificateAuthorities",
            "tLogs",
            "ctLogs",
            "timestampAuthorities");

    private static final Fields.Reader<Remote> REMOTE = reader(
            f -> new Remote(f.text("root"), f.text("mirror"), f.text("targets"), f.text("trustedRootTarget")),
            "root",
            "mirror",
            "targets",
            "trustedRootTarget");

    private static final Fields.Reader<Repository> REPOSITORY = reader(
            f -> new Repository(f.text("root"), f.text("mirrorFS"), f.text("targets"), f.text("trustedRootTarget")),
            "root",
            "mirrorFS",
            "targets",
            "trustedRootTarget");

    private static final Fields.Reader<Spec> SPEC = reader(
            f -> new Spec(
                    f.object("remote", REMOTE), f.object("repository", REPOSITORY), f.object("sigstoreKeys", KEYS)),
            "remote",
            "repository",
            "sigstoreKeys");

    private TrustRootDecoder() {}

    static TrustRootResource decode(JsonNode document, FieldErrors errors) {
        Fields fields = Fields.open(document, "", errors, "apiVersion", "kind", "metadata", "spec", "status");
        ObjectMetadata metadata = fields.object("metadata", ClusterImagePolicyDecoder.METADATA_READER);
        Spec spec = fields.object("spec", SPEC);
        return new TrustRootResource(
                metadata == null ? ObjectMetadata.named("") : metadata,
                spec == null ? new Spec(null, null, null) : spec);
    }

    private static CertificateAuthority authority(Fields fields) {
        @Nullable Subject subject = fields.object("subject", SUBJECT);
        return new CertificateAuthority(
                subject == null ? "" : subject.organization(),
                subject == null ? "" : subject.commonName(),
                fields.text("uri"),
                fields.text("certChain"),
                fields.object("validFor", VALIDITY));
    }
}
