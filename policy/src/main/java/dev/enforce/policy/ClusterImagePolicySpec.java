package dev.enforce.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec} of a ClusterImagePolicy, the same in every version, as decoded: nothing is checked here.
 *
 * <p>Absent texts are empty and absent lists are empty; an absent object is null, since an empty object means
 * something else.
 */
public record ClusterImagePolicySpec(
        List<Image> images,
        List<Authority> authorities,
        @Nullable Policy policy,
        String mode,
        List<Match> match) {

    public ClusterImagePolicySpec {
        images = List.copyOf(images);
        authorities = List.copyOf(authorities);
        match = List.copyOf(match);
    }

    /** {@code images[]}. */
    public record Image(String glob) {}

    /** {@code authorities[]}; {@code source}, {@code ctlog} and {@code rfc3161timestamp} are named as on the wire. */
    public record Authority(
            String name,
            @Nullable KeyRef key,
            @Nullable Keyless keyless,
            @Nullable Static fixed,
            @Nullable Notation notation,
            List<Source> source,
            @Nullable TransparencyLog ctlog,
            List<Attestation> attestations,
            @Nullable Timestamp rfc3161timestamp,
            String signatureFormat) {

        public Authority {
            source = List.copyOf(source);
            attestations = List.copyOf(attestations);
        }
    }

    /** {@code key} and {@code keyless.ca-cert}. */
    public record KeyRef(@Nullable SecretRef secretRef, String data, String kms, String hashAlgorithm) {}

    /** {@code secretRef}. */
    public record SecretRef(String name, String namespace) {}

    /** {@code keyless}. */
    public record Keyless(
            @Nullable String url,
            List<Identity> identities,
            @Nullable KeyRef caCert,
            String trustRootRef,
            @Nullable Boolean insecureIgnoreSct) {

        public Keyless {
            identities = List.copyOf(identities);
        }
    }

    /** {@code keyless.identities[]}. */
    public record Identity(String issuer, String subject, String issuerRegExp, String subjectRegExp) {}

    /** {@code static}. */
    public record Static(String action, String message) {}

    /** {@code notation}, our extension. */
    public record Notation(
            List<String> certs, @Nullable SecretRef secretRef, List<String> trustedIdentities, String level) {

        public Notation {
            certs = List.copyOf(certs);
            trustedIdentities = List.copyOf(trustedIdentities);
        }
    }

    /** {@code source[]}; pull secrets by name. */
    public record Source(
            String oci,
            List<String> signaturePullSecrets,
            @Nullable String tagPrefix) {

        public Source {
            signaturePullSecrets = List.copyOf(signaturePullSecrets);
        }
    }

    /** {@code ctlog}: the signature transparency log, whose name is historical. */
    public record TransparencyLog(@Nullable String url, String trustRootRef) {}

    /** {@code attestations[]}. */
    public record Attestation(
            String name, String predicateType, @Nullable Policy policy) {}

    /** {@code rfc3161timestamp}. */
    public record Timestamp(String trustRootRef) {}

    /** A predicate policy of an attestation or of the whole ClusterImagePolicy. */
    public record Policy(
            String type,
            String data,
            @Nullable RemotePolicy remote,
            @Nullable ConfigMapRef configMapRef,
            @Nullable Boolean fetchConfigFile,
            @Nullable Boolean includeSpec,
            @Nullable Boolean includeObjectMeta,
            @Nullable Boolean includeTypeMeta) {}

    /** {@code remote}. */
    public record RemotePolicy(@Nullable String url, String sha256sum) {}

    /** {@code configMapRef}. */
    public record ConfigMapRef(String name, String namespace, String key) {}

    /** {@code match[]}. */
    public record Match(
            String group,
            String version,
            String resource,
            @Nullable Selector selector) {}

    /** A label selector. */
    public record Selector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {

        public Selector {
            matchLabels = Map.copyOf(matchLabels);
            matchExpressions = List.copyOf(matchExpressions);
        }
    }

    /** {@code matchExpressions[]}. */
    public record Requirement(String key, String operator, List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }
    }
}
