package dev.enforce.signing.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;

/** How a service writes its errors, so that its real clients can read them. */
public enum ErrorShape {
    /** {@code {"code":400,"message":"…"}}, as Rekor and the timestamp authority write. */
    HTTP_CODE,
    /** {@code {"code":3,"message":"…","details":[]}}, as Fulcio writes: a gRPC status. */
    GRPC_STATUS,
    /** {@code {"error":"invalid_request","error_description":"…"}}, as OAuth 2.0 asks. */
    OAUTH;

    Response write(int status, SigningException.Code code, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        switch (this) {
            case HTTP_CODE -> body.put("code", status).put("message", message);
            case GRPC_STATUS -> {
                body.put("code", grpcCode(code)).put("message", message);
                body.putArray("details");
            }
            case OAUTH -> body.put("error", oauthError(code)).put("error_description", message);
        }
        return Response.json(status, body);
    }

    private static int grpcCode(SigningException.Code code) {
        return switch (code) {
            case INVALID, TOO_LARGE -> 3;
            case NOT_FOUND -> 5;
            case CONFLICT -> 6;
            case UNSUPPORTED, METHOD_NOT_ALLOWED -> 12;
            case STORAGE, INTERNAL -> 13;
            case REJECTED, UNAVAILABLE -> 14;
            case UNAUTHENTICATED -> 16;
        };
    }

    private static String oauthError(SigningException.Code code) {
        return switch (code) {
            case UNAUTHENTICATED -> "invalid_client";
            case UNSUPPORTED -> "unsupported_grant_type";
            case STORAGE, INTERNAL, REJECTED, UNAVAILABLE -> "server_error";
            case INVALID, NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE -> "invalid_request";
        };
    }
}
