package dev.enforce.kms;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What AWS requests are signed with.
 *
 * @param sessionToken empty for long-lived keys
 */
record AwsCredentials(String accessKeyId, String secretAccessKey, String sessionToken) {

    AwsCredentials {
        if (accessKeyId.isEmpty() || secretAccessKey.isEmpty()) {
            throw new KmsException(KmsException.Code.CREDENTIALS, "AWS credentials are incomplete");
        }
    }

    /** As containers and instances are given them. */
    static AwsCredentials ofJson(JsonNode json) {
        return new AwsCredentials(
                json.path("AccessKeyId").asText(""),
                json.path("SecretAccessKey").asText(""),
                json.path("Token").asText(""));
    }

    @Override
    public String toString() {
        return "AwsCredentials[" + accessKeyId + "]";
    }
}
