package dev.enforce.kms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.kms.KmsReference.Aws;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;

/** AWS KMS: {@code GetPublicKey}. */
final class AwsKeyProvider {

    private final Surroundings surroundings;
    private final Web web;
    private final InstantSource clock;

    AwsKeyProvider(Surroundings surroundings, Web web, InstantSource clock) {
        this.surroundings = surroundings;
        this.web = web;
        this.clock = clock;
    }

    String fetch(Aws reference, TimeLimit limit) {
        AwsCredentials credentials =
                new AwsCredentialSource(surroundings, web).get(reference.partition(), reference.region(), limit);
        URI uri = Addresses.uri(endpoint(reference) + "/");
        byte[] body = Web.write(Map.of("KeyId", reference.arn()));
        Map<String, String> headers = AwsSignature.sign(
                uri,
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "TrentService.GetPublicKey"),
                body,
                credentials,
                reference.region(),
                "kms",
                clock.instant());
        Web.Answer answer = web.send("POST", uri, headers, body, limit);
        if (!answer.isSuccess()) {
            throw refusal(reference, answer);
        }
        JsonNode json = answer.json();
        if (!json.path("KeyUsage").asText("").equals("SIGN_VERIFY")) {
            throw new KmsException(KmsException.Code.UNUSABLE_KEY, reference + " is not a key that signs");
        }
        return PublicKeyPem.ofDer(PublicKeyPem.decode(json.path("PublicKey").asText("")));
    }

    /** The service names the error in the body. */
    private static KmsException refusal(Aws reference, Web.Answer answer) {
        String type = "";
        if (answer.status() / 100 == 4) {
            try {
                type = answer.json().path("__type").asText("");
            } catch (KmsException notJson) {
                return Web.refusal(reference.toString(), answer);
            }
        }
        String name = type.substring(type.indexOf('#') + 1);
        return switch (name) {
            case "NotFoundException" -> new KmsException(KmsException.Code.NOT_FOUND, reference + " does not exist");
            case "UnsupportedOperationException",
                    "InvalidKeyUsageException",
                    "DisabledException",
                    "KMSInvalidStateException" ->
                new KmsException(KmsException.Code.UNUSABLE_KEY, reference + " cannot be used: " + name);
            case "ThrottlingException", "LimitExceededException" ->
                new KmsException(KmsException.Code.UNAVAILABLE, reference + " was throttled");
            default -> Web.refusal(reference.toString(), answer);
        };
    }

    private String endpoint(Aws reference) {
        String endpoint = reference.endpoint();
        return endpoint == null
                ? surroundings.get(
                        "AWS_ENDPOINT_URL_KMS", "https://kms." + reference.region() + domain(reference.partition()))
                : Web.schemeFor(endpoint) + endpoint;
    }

    static String domain(String partition) {
        return partition.equals("aws-cn") ? ".amazonaws.com.cn" : ".amazonaws.com";
    }
}
