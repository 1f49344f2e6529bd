package dev.enforce.kms;

/** Answers of OAuth 2 token endpoints. */
final class AccessTokens {

    private static final int MAX_LENGTH = 16 << 10;

    private AccessTokens() {}

    /** The token in an answer; what the service says when it refuses is not repeated. */
    static String of(Web.Answer answer, String who) {
        if (!answer.isSuccess()) {
            throw new KmsException(
                    answer.status() >= 500 ? KmsException.Code.UNAVAILABLE : KmsException.Code.CREDENTIALS,
                    who + " gave no access token, status " + answer.status());
        }
        return checked(answer.json().path("access_token").asText(""), who);
    }

    /** A token that is safe to put into a header. */
    static String checked(String token, String who) {
        if (token.isEmpty() || token.length() > MAX_LENGTH || token.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
            throw new KmsException(KmsException.Code.MALFORMED, who + " gave something that is no token");
        }
        return token;
    }
}
