package dev.enforce.policy;

import static dev.enforce.policy.Fields.reader;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.policy.ClusterImagePolicySpec.Attestation;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.ConfigMapRef;
import dev.enforce.policy.ClusterImagePolicySpec.Identity;
import dev.enforce.policy.ClusterImagePolicySpec.Image;
import dev.enforce.policy.ClusterImagePolicySpec.KeyRef;
import dev.enforce.policy.ClusterImagePolicySpec.Keyless;
import dev.enforce.policy.ClusterImagePolicySpec.Match;
import dev.enforce.policy.ClusterImagePolicySpec.Notation;
import dev.enforce.policy.ClusterImagePolicySpec.Policy;
import dev.enforce.policy.ClusterImagePolicySpec.RemotePolicy;
import dev.enforce.policy.ClusterImagePolicySpec.Requirement;
import dev.enforce.policy.ClusterImagePolicySpec.SecretRef;
import dev.enforce.policy.ClusterImagePolicySpec.Selector;
import dev.enforce.policy.ClusterImagePolicySpec.Source;
import dev.enforce.policy.ClusterImagePolicySpec.Static;
import dev.enforce.policy.ClusterImagePolicySpec.Timestamp;
import dev.enforce.policy.ClusterImagePolicySpec.TransparencyLog;
import java.util.List;

/** Reads a ClusterImagePolicy strictly out of a JSON tree. */
final class ClusterImagePolicyDecoder {

    private static final String[] METADATA = {
        "name",
        "generateName",
        "namespace",
        "selfLink",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "labels",
        "annotations",
        "ownerReferences",
        "finalizers",
        "managedFields"
    };

    static final Fields.Reader<ObjectMetadata> METADATA_READER = reader(
            f -> new ObjectMetadata(
                    f.text("name"),
                    f.text("uid"),
                    f.text("resourceVersion"),
                    f.integer("generation"),
                    f.textMap("labels"),
                    f.textMap("annotations")),
            METADATA);

    private static final Fields.Reader<SecretRef> SECRET_REF =
            reader(f -> new SecretRef(f.text("name"), f.text("namespace")), "name", "namespace");

    private static final Fields.Reader<KeyRef> KEY = reader(
            f -> new KeyRef(f.object("secretRef", SECRET_REF), f.text("data"), f.text("kms"), f.text("hashAlgorithm")),
            "secretRef",
            "data",
            "kms",
            "hashAlgorithm");

    private static final Fields.Reader<Identity> IDENTITY = reader(
            f -> new Identity(f.text("issuer"), f.text("subject"), f.text("issuerRegExp"), f.text("subjectRegExp")),
            "issuer",
            "subject",
            "issuerRegExp",
            "subjectRegExp");

    private static final Fields.Reader<Keyless> KEYLESS = reader(
            f -> new Keyless(
                    f.optionalText("url"),
                    f.list("identities", IDENTITY),
                    f.object("ca-cert", KEY),
                    f.text("trustRootRef"),
                    f.flag("insecureIgnoreSCT")),
            "url",
            "identities",
            "ca-cert",
            "trustRootRef",
            "insecureIgnoreSCT");

    private static final Fields.Reader<Static> STATIC =
            reader(f -> new Static(f.text("action"), f.text("message")), "action", "message");

    private static final Fields.Reader<Notation> NOTATION = reader(
            f -> new Notation(
                    f.texts("certs"), f.object("secretRef", SECRET_REF), f.texts("trustedIdentities"), f.text("level")),
            "certs",
            "secretRef",
            "trustedIdentities",
            "level");

    private static final Fields.Reader<String> SECRET_NAME = reader(f -> f.text("name"), "name");

    private static final Fields.Reader<Source> SOURCE = reader(
            f -> new Source(f.text("oci"), f.list("signaturePullSecrets", SECRET_NAME), f.optionalText("tagPrefix")),
            "oci",
            "signaturePullSecrets",
            "tagPrefix");

    private static final Fields.Reader<TransparencyLog> CTLOG =
            reader(f -> new TransparencyLog(f.optionalText("url"), f.text("trustRootRef")), "url", "trustRootRef");

    private static final Fields.Reader<RemotePolicy> REMOTE =
            reader(f -> new RemotePolicy(f.optionalText("url"), f.text("sha256sum")), "url", "sha256sum");

    private static final Fields.Reader<ConfigMapRef> CONFIG_MAP = reader(
            f -> new ConfigMapRef(f.text("name"), f.text("namespace"), f.text("key")), "name", "namespace", "key");

    private static final Fields.Reader<Policy> POLICY = reader(
            f -> new Policy(
                    f.text("type"),
                    f.text("data"),
                    f.object("remote", REMOTE),
                    f.object("configMapRef", CONFIG_MAP),
                    f.flag("fetchConfigFile"),
                    f.flag("includeSpec"),
                    f.flag("includeObjectMeta"),
                    f.flag("includeTypeMeta")),
            "type",
            "data",
            "remote",
            "configMapRef",
            "fetchConfigFile",
            "includeSpec",
            "includeObjectMeta",
            "includeTypeMeta");

    private static final Fields.Reader<Attestation> ATTESTATION = reader(
            f -> new Attestation(f.text("name"), f.text("predicateType"), f.object("policy", POLICY)),
            "name",
            "predicateType",
            "policy");

    private static final Fields.Reader<Authority> AUTHORITY = reader(
            f -> new Authority(
                    f.text("name"),
                    f.object("key", KEY),
                    f.object("keyless", KEYLESS),
                    f.object("static", STATIC),
                    f.object("notation", NOTATION),
                    f.list("source", SOURCE),
                    f.object("ctlog", CTLOG),
                    f.list("attestations", ATTESTATION),
                    f.object("rfc3161timestamp", reader(t -> new Timestamp(t.text("trustRootRef")), "trustRootRef")),
                    f.text("signatureFormat")),
            "name",
            "key",
            "keyless",
            "static",
            "notation",
            "source",
            "ctlog",
            "attestations",
            "rfc3161timestamp",
            "signatureFormat");

    private static final Fields.Reader<Requirement> REQUIREMENT = reader(
            f -> new Requirement(f.text("key"), f.text("operator"), f.texts("values")), "key", "operator", "values");

    private static final Fields.Reader<Selector> SELECTOR = reader(
            f -> new Selector(f.textMap("matchLabels"), f.list("matchExpressions", REQUIREMENT)),
            "matchLabels",
            "matchExpressions");

    static final Fields.Reader<Match> MATCH = reader(
            f -> new Match(f.text("group"), f.text("version"), f.text("resource"), f.object("selector", SELECTOR)),
            "group",
            "version",
            "resource",
            "selector");

    private static final Fields.Reader<Image> IMAGE = reader(f -> new Image(f.text("glob")), "glob");

    private static final Fields.Reader<ClusterImagePolicySpec> SPEC = reader(
            f -> new ClusterImagePolicySpec(
                    f.list("images", IMAGE),
                    f.list("authorities", AUTHORITY),
                    f.object("policy", POLICY),
                    f.text("mode"),
                    f.list("match", MATCH)),
            "images",
            "authorities",
            "policy",
            "mode",
            "match");

    private ClusterImagePolicyDecoder() {}

    static ClusterImagePolicy decode(JsonNode document, ApiVersion version, FieldErrors errors) {
        Fields fields = Fields.open(document, "", errors, "apiVersion", "kind", "metadata", "spec", "status");
        ObjectMetadata metadata = fields.object("metadata", METADATA_READER);
        ClusterImagePolicySpec spec = fields.object("spec", SPEC);
        return new ClusterImagePolicy(
                version,
                metadata == null ? ObjectMetadata.named("") : metadata,
                spec == null ? new ClusterImagePolicySpec(List.of(), List.of(), null, "", List.of()) : spec);
    }
}
