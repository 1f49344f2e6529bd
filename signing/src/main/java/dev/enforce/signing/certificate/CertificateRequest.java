package dev.enforce.signing.certificate;

import java.security.PublicKey;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a signing certificate is to say.
 *
 * @param extensions claims of the identity: the last arc below 1.3.6.1.4.1.57264.1 to its text
 */
public record CertificateRequest(PublicKey key, SubjectName subject, Map<Integer, String> extensions) {

    public CertificateRequest {
        extensions = new TreeMap<>(extensions);
    }

    /** The subject alternative name. */
    public sealed interface SubjectName {

        String value();

        record Email(String value) implements SubjectName {}

        record Uri(String value) implements SubjectName {}

        /** Fulcio's own name form for names that are neither an address nor a URI. */
        record Username(String value) implements SubjectName {}
    }
}
