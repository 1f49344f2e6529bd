package dev.enforce.signing.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/** The claims of a token whose signature, audience and times have been verified. */
public record IdentityToken(String issuer, String subject, Map<String, Object> claims) {

    public IdentityToken {
        claims = Map.copyOf(claims);
    }

    /** The text of a claim, if it is there as text. */
    public Optional<String> text(String claim) {
        return claims.get(claim) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** The address, unless the issuer says that it did not verify it. */
    public Optional<String> verifiedEmail() {
        Object verified = claims.get("email_verified");
        boolean trusted = Boolean.TRUE.equals(verified) || "true".equals(verified);
        return trusted ? text("email") : Optional.empty();
    }

    public boolean hasUriSubject() {
        try {
            URI uri = new URI(subject);
            return uri.isAbsolute() && !uri.isOpaque();
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
