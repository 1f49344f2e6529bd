package dev.enforce.kms;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds AWS credentials in the order of the SDKs: environment, web identity (IRSA), container (ECS, EKS pod identity),
 * instance (IMDS version 2 only). The first source that is configured counts.
 */
final class AwsCredentialSource {

    private static final String METADATA = "http://169.254.169.254";
    private static final String CONTAINER = "http://169.254.170.2";
    private static final int MAX_TOKEN = 4096;

    private final Surroundings surroundings;
    private final Web web;

    AwsCredentialSource(Surroundings surroundings, Web web) {
        this.surroundings = surroundings;
        this.web = web;
    }

    AwsCredentials get(String partition, String region, TimeLimit limit) {
        if (surroundings.has("AWS_ACCESS_KEY_ID")) {
            return new AwsCredentials(
                    surroundings.get("AWS_ACCESS_KEY_ID", ""),
                    surroundings.get("AWS_SECRET_ACCESS_KEY", ""),
                    surroundings.get("AWS_SESSION_TOKEN", ""));
        }
        Optional<String> tokenFile = surroundings.find("AWS_WEB_IDENTITY_TOKEN_FILE");
        if (tokenFile.isPresent()) {
            return webIdentity(tokenFile.get(), partition, region, limit);
        }
        Optional<String> container = surroundings
                .find("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                .map(path -> CONTAINER + path)
                .or(() -> surroundings.find("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
        if (container.isPresent()) {
            return container(container.get(), limit);
        }
        if (surroundings.get("AWS_EC2_METADATA_DISABLED", "").equalsIgnoreCase("true")) {
            throw new KmsException(KmsException.Code.CREDENTIALS, "no AWS credentials are configured");
        }
        return instance(limit);
    }

    private AwsCredentials webIdentity(String tokenFile, String partition, String region, TimeLimit limit) {
        String role = surroundings
                .find("AWS_ROLE_ARN")
                .orElseThrow(() -> new KmsException(
                        KmsException.Code.CREDENTIALS, "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN"));
        String host = "https://sts." + region + AwsKeyProvider.domain(partition);
        String form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + encoded(role)
                + "&RoleSessionName=" + encoded(surroundings.get("AWS_ROLE_SESSION_NAME", "enforce"))
                + "&WebIdentityToken=" + encoded(Surroundings.read(tokenFile));
        Web.Answer answer = web.send(
                "POST",
                uri(surroundings.get("AWS_ENDPOINT_URL_STS", host) + "/"),
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.US_ASCII),
                limit);
        require(answer, "the role of the web identity");
        String xml = new String(answer.body(), StandardCharsets.UTF_8);
        return new AwsCredentials(
                element(xml, "AccessKeyId"), element(xml, "SecretAccessKey"), element(xml, "SessionToken"));
    }

    private AwsCredentials container(String address, TimeLimit limit) {
        Map<String, String> headers = new HashMap<>();
        surroundings
                .find("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
                .map(Surroundings::read)
                .or(() -> surroundings.find("AWS_CONTAINER_AUTHORIZATION_TOKEN"))
                .ifPresent(token -> headers.put("Authorization", token));
        Web.Answer answer = web.get(uri(address), headers, limit);
        require(answer, "the container's credentials");
        return AwsCredentials.ofJson(answer.json());
    }

    private AwsCredentials instance(TimeLimit limit) {
        String base = surroundings.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", METADATA);
        Web.Answer token = web.send(
                "PUT",
                uri(base + "/latest/api/token"),
                Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"),
                new byte[0],
                limit);
        require(token, "the instance's metadata token");
        Map<String, String> headers = Map.of("X-aws-ec2-metadata-token", line(token));
        String roles = base + "/latest/meta-data/iam/security-credentials/";
        Web.Answer role = web.get(uri(roles), headers, limit);
        require(role, "the instance's role");
        Web.Answer answer = web.get(uri(roles + encoded(line(role))), headers, limit);
        require(answer, "the instance's credentials");
        return AwsCredentials.ofJson(answer.json());
    }

    private static void require(Web.Answer answer, String what) {
        if (!answer.isSuccess()) {
            throw new KmsException(
                    answer.status() >= 500 ? KmsException.Code.UNAVAILABLE : KmsException.Code.CREDENTIALS,
                    "asking for " + what + " was answered with status " + answer.status());
        }
    }

    private static String line(Web.Answer answer) {
        String text = new String(answer.body(), StandardCharsets.US_ASCII).strip();
        if (text.isEmpty() || text.length() > MAX_TOKEN || text.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new KmsException(KmsException.Code.MALFORMED, "the metadata service answered something else");
        }
        return text;
    }

    /** The text of the only element of this name; no document of this service nests or escapes it. */
    private static String element(String xml, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">([A-Za-z0-9+/=_.-]{1,8192})</" + name + ">")
                .matcher(xml);
        if (!matcher.find()) {
            throw new KmsException(KmsException.Code.MALFORMED, "the answer lacks " + name);
        }
        return matcher.group(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static URI uri(String text) {
        return Addresses.uri(text);
    }
}
