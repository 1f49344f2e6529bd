package dev.enforce.policy;

import com.google.re2j.Pattern;

/** Issuer and subject that a policy wants in a certificate. */
public record CertificateIdentity(TextMatch issuer, TextMatch subject) {

    /** An identity with exact issuer and subject. */
    public static CertificateIdentity exact(String issuer, String subject) {
        return new CertificateIdentity(new Exact(issuer), new Exact(subject));
    }

    /** How one text is compared. */
    public sealed interface TextMatch {

        /** The text or expression as written in the policy. */
        String written();

        boolean matches(String text);
    }

    /** Equal to the last character. */
    public record Exact(String written) implements TextMatch {

        @Override
        public boolean matches(String text) {
            return written.equals(text);
        }
    }

    /** An RE2 expression found anywhere in the text: unanchored, as policy-controller does it. */
    public record RegExp(String written, Pattern pattern) implements TextMatch {

        /**
         * Compiles an expression.
         *
         * @throws com.google.re2j.PatternSyntaxException if it is none
         */
        public static RegExp of(String written) {
            return new RegExp(written, Pattern.compile(written));
        }

        @Override
        public boolean matches(String text) {
            return pattern.matcher(text).find();
        }
    }
}
