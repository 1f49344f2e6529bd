package dev.enforce.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.enforce.oci.RegistryException.Code;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong on the wire into one sentence and a code. */
final class Failures {

    private Failures() {}

    /** A status that the operation has no use for. */
    static RegistryException ofStatus(Call call, Answer answer) {
        String said = registryMessage(answer);
        return new RegistryException(
                codeOf(answer.status()),
                call.reference(),
                "registry " + call.registry() + " answered " + statusText(answer.status()) + " for " + call.reference()
                        + (said.isEmpty() ? "" : ": " + said));
    }

    /** A connection that did not bring an answer. */
    static RegistryException ofIo(String registry, String reference, IOException e) {
        String subject = "registry " + registry;
        if (e instanceof HttpTimeoutException) {
            return new RegistryException(
                    Code.TIMEOUT, reference, subject + " did not answer in time for " + reference, e);
        }
        if (e instanceof InterruptedIOException) {
            return new RegistryException(
                    Code.INTERRUPTED, reference, "interrupted while asking " + subject + " for " + reference, e);
        }
        if (e instanceof Body.TooLarge) {
            return new RegistryException(
                    Code.TOO_LARGE, reference, subject + " sent " + e.getMessage() + " for " + reference, e);
        }
        if (e instanceof ProtocolException) {
            return new RegistryException(
                    Code.MALFORMED, reference, subject + " does not speak HTTP properly" + because(e), e);
        }
        if (isTrustFailure(e)) {
            return new RegistryException(
                    Code.TLS, reference, "no trustworthy TLS connection to " + subject + because(e), e);
        }
        if (isUnknownHost(e)) {
            return new RegistryException(Code.UNAVAILABLE, reference, "the host of " + subject + " is not known", e);
        }
        if (e instanceof ConnectException) {
            return new RegistryException(Code.UNAVAILABLE, reference, "cannot connect to " + subject + because(e), e);
        }
        return new RegistryException(
                Code.UNAVAILABLE,
                reference,
                "the connection to " + subject + " broke for " + reference + because(e),
                e);
    }

    static Code codeOf(int status) {
        return switch (status) {
            case 401 -> Code.UNAUTHORIZED;
            case 403 -> Code.FORBIDDEN;
            case 404 -> Code.NOT_FOUND;
            case 408 -> Code.TIMEOUT;
            case 413 -> Code.TOO_LARGE;
            case 429 -> Code.RATE_LIMITED;
            default -> status >= 500 ? Code.UNAVAILABLE : Code.REFUSED;
        };
    }

    /** The first error that a registry names, as {@code CODE: message}; empty if it names none. */
    static String registryMessage(Answer answer) {
        JsonNode first = firstError(answer);
        if (first == null) {
            return "";
        }
        String code = first.path("code").asText("");
        String message = first.path("message").asText("");
        return Texts.shown(code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message);
    }

    /** The first error code that a registry names; empty if it names none. */
    static String registryCode(Answer answer) {
        JsonNode first = firstError(answer);
        return first == null ? "" : first.path("code").asText("");
    }

    private static @Nullable JsonNode firstError(Answer answer) {
        if (!(answer.body() instanceof Body.Whole(var bytes)) || bytes.length == 0) {
            return null;
        }
        try {
            JsonNode first = Json.object(bytes).path("errors").path(0);
            return first.isObject() ? first : null;
        } catch (IOException notARegistryError) {
            return null; // an HTML page of some proxy has nothing to tell
        }
    }

    private static String statusText(int status) {
        String name = switch (status) {
            case 400 -> " Bad Request";
            case 401 -> " Unauthorized";
            case 403 -> " Forbidden";
            case 404 -> " Not Found";
            case 405 -> " Method Not Allowed";
            case 408 -> " Request Timeout";
            case 429 -> " Too Many Requests";
            case 500 -> " Internal Server Error";
            case 502 -> " Bad Gateway";
            case 503 -> " Service Unavailable";
            case 504 -> " Gateway Timeout";
            default -> "";
        };
        return status + name;
    }

    private static boolean isTrustFailure(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SSLHandshakeException || t instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnknownHost(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    private static String because(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null && !message.isBlank()) {
                return ": " + Texts.shown(message);
            }
        }
        return "";
    }
}
