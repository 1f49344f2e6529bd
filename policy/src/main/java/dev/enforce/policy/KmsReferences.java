package dev.enforce.policy;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;

/** What a key reference of a key-management service must look like. */
final class KmsReferences {

    private static final List<String> SCHEMES =
            List.of("awskms://", "azurekms://", "hashivault://", "gcpkms://", "openbao://");
    private static final String FORM =
            "kms key should be in the format awskms://[ENDPOINT]/[ID/ALIAS/ARN] (endpoint optional)";
    private static final String KEY_ID =
            "(mrk-)?[A-Fa-f0-9]{8}-?[A-Fa-f0-9]{4}-?[A-Fa-f0-9]{4}-?[A-Fa-f0-9]{4}-?[A-Fa-f0-9]{12}";
    private static final String RESOURCE_NAME = "arn:(aws|aws-us-gov|aws-cn):kms:[a-z0-9-]+:[0-9]{12}:";
    private static final Pattern AWS = Pattern.compile(
            "awskms://[^/]*/(" + KEY_ID + "|" + RESOURCE_NAME + "key/" + KEY_ID + "|(" + RESOURCE_NAME + ")?alias/.*)");

    private KmsReferences() {}

    /** What is wrong with it, as details of an invalid value. */
    static Optional<String> problem(String reference) {
        if (SCHEMES.stream().noneMatch(reference::startsWith)) {
            return Optional.of("malformed KMS format, should be prefixed by any of the supported providers: ["
                    + String.join(" ", SCHEMES) + "]");
        }
        return reference.startsWith(SCHEMES.getFirst()) ? awsProblem(reference) : Optional.empty();
    }

    private static Optional<String> awsProblem(String reference) {
        String[] parts = reference.split("/", -1);
        if (parts.length < 4) {
            return Optional.of("malformed AWS KMS format 'awskms://$ENDPOINT/$KEYID', should be conformant with KMS"
                    + " standard documented here:"
                    + " https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id");
        }
        String endpoint = parts[2];
        if (!AWS.matches(reference) || endpoint.startsWith("arn") || endpoint.startsWith("alias")) {
            return Optional.of(FORM);
        }
        if (!endpoint.isEmpty()) {
            Optional<String> problem = hostPortProblem(endpoint);
            if (problem.isPresent()) {
                return problem.map(text -> "malformed endpoint: " + text);
            }
        }
        return parts[3].startsWith("arn:")
                ? Optional.empty()
                : Optional.of("failed to parse either key or alias arn: arn: invalid prefix");
    }

    /** In the words of Go's {@code net.SplitHostPort}. */
    private static Optional<String> hostPortProblem(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return Optional.of("address " + address + ": missing port in address");
        }
        if (address.startsWith("[")) {
            int close = address.indexOf(']');
            if (close < 0) {
                return Optional.of("address " + address + ": missing ']' in address");
            }
            return close + 1 == colon
                    ? Optional.empty()
                    : Optional.of("address " + address + ": missing port in address");
        }
        return address.indexOf(':') == colon
                ? Optional.empty()
                : Optional.of("address " + address + ": too many colons in address");
    }
}
