package dev.enforce.sigstore.certificate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.enforce.sigstore.encoding.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An identity that a policy expects in a certificate: an issuer and a subject, each exactly or by a regular expression
 * that is searched anywhere in the text, as upstream does. A regular expression wins over an exact text; with neither,
 * anything matches.
 */
public final class CertificateIdentity {

    private static final int MAX_PATTERN = 4096;
    private static final CertificateIdentity ANY = new CertificateIdentity(null, null, null, null);

    private final @Nullable String issuer;
    private final @Nullable Pattern issuerPattern;
    private final @Nullable String subject;
    private final @Nullable Pattern subjectPattern;

    private CertificateIdentity(
            @Nullable String issuer,
            @Nullable Pattern issuerPattern,
            @Nullable String subject,
            @Nullable Pattern subjectPattern) {
        this.issuer = issuer;
        this.issuerPattern = issuerPattern;
        this.subject = subject;
        this.subjectPattern = subjectPattern;
    }

    /**
     * An identity as policies write it; empty texts count as absent.
     *
     * @throws MalformedException if a regular expression is none
     */
    public static CertificateIdentity of(
            @Nullable String issuer,
            @Nullable String issuerRegExp,
            @Nullable String subject,
            @Nullable String subjectRegExp) {
        return new CertificateIdentity(
                emptyAsNull(issuer),
                compile(issuerRegExp, "issuer"),
                emptyAsNull(subject),
                compile(subjectRegExp, "subject"));
    }

    /** The issuer and subject with exactly these texts. */
    public static CertificateIdentity exactly(String issuer, String subject) {
        return new CertificateIdentity(issuer, null, subject, null);
    }

    /** Whoever signed: for policies of a time when identities were optional. */
    public static CertificateIdentity any() {
        return ANY;
    }

    /** Whether the certificate has this issuer and, among its alternative names, this subject. */
    public boolean matches(Certificate certificate) {
        return matches(certificate.fulcioExtensions().issuer(), certificate.subjects());
    }

    boolean matches(String actualIssuer, List<String> actualSubjects) {
        if (!matches(issuerPattern, issuer, actualIssuer)) {
            return false;
        }
        if (subjectPattern == null && subject == null) {
            return true;
        }
        return actualSubjects.stream().anyMatch(actual -> matches(subjectPattern, subject, actual));
    }

    /** The text for a certificate that no expected identity matches. */
    public static String mismatchText(Certificate certificate) {
        return "none of the expected identities matched what was in the certificate, got subjects ["
                + String.join(", ", certificate.subjects()) + "] with issuer "
                + certificate.fulcioExtensions().issuer();
    }

    @Override
    public String toString() {
        return "issuer " + shown(issuerPattern, issuer) + ", subject " + shown(subjectPattern, subject);
    }

    private static boolean matches(@Nullable Pattern pattern, @Nullable String exact, String actual) {
        if (pattern != null) {
            return pattern.matcher(actual).find();
        }
        return exact == null || exact.equals(actual);
    }

    private static @Nullable Pattern compile(@Nullable String regExp, String what) {
        if (regExp == null || regExp.isEmpty()) {
            return null;
        }
        if (regExp.length() > MAX_PATTERN) {
            throw new MalformedException("malformed " + what + " in identity: longer than " + MAX_PATTERN);
        }
        try {
            return Pattern.compile(regExp);
        } catch (PatternSyntaxException e) {
            throw new MalformedException("malformed " + what + " in identity: " + regExp + " : " + e.getMessage(), e);
        }
    }

    private static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String shown(@Nullable Pattern pattern, @Nullable String exact) {
        return pattern != null ? "/" + pattern.pattern() + "/" : exact == null ? "any" : exact;
    }
}
