package dev.enforce.signing.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.enforce.signing.SigningException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies OIDC identity tokens of the issuers that it is told to trust. */
public final class TokenVerifier {

    private static final int MAX_TOKEN_CHARS = 16 << 10;
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private final Map<String, IssuerKeys> issuers;
    private final String audience;
    private final InstantSource clock;

    /**
     * @param issuers trusted issuers, by the exact text of their {@code iss} claim
     * @param audience what the {@code aud} claim must contain
     */
    public TokenVerifier(Map<String, IssuerKeys> issuers, String audience, InstantSource clock) {
        this.issuers = Map.copyOf(issuers);
        this.audience = audience;
        this.clock = clock;
    }

    /**
     * Verifies a compact JWS.
     *
     * @throws SigningException with {@code UNAUTHENTICATED} and the reason
     */
    public IdentityToken verify(String token) {
        if (token.length() > MAX_TOKEN_CHARS) {
            throw refused("the token is too large", null);
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            String issuer = claims.getIssuer();
            IssuerKeys keys = issuer == null ? null : issuers.get(issuer);
            if (issuer == null || keys == null) {
                throw refused("issuer " + issuer + " is not trusted", null);
            }
            if (!isSigned(jwt, keys.find(jwt.getHeader().getKeyID()))) {
                throw refused("the signature is not by a key of " + issuer, null);
            }
            checkClaims(claims);
            return new IdentityToken(issuer, claims.getSubject(), known(claims));
        } catch (ParseException e) {
            throw refused("the token is not a signed JWT", e);
        }
    }

    private void checkClaims(JWTClaimsSet claims) {
        Instant now = clock.instant();
        if (!claims.getAudience().contains(audience)) {
            throw refused("the audience is " + claims.getAudience() + " and not " + audience, null);
        }
        Date end = claims.getExpirationTime();
        if (end == null || !now.isBefore(end.toInstant().plus(CLOCK_SKEW))) {
            throw refused("the token has expired", null);
        }
        Date start = claims.getNotBeforeTime();
        if (start != null && now.plus(CLOCK_SKEW).isBefore(start.toInstant())) {
            throw refused("the token is not valid yet", null);
        }
        if (claims.getSubject() == null || claims.getSubject().isEmpty()) {
            throw refused("the token has no subject", null);
        }
    }

    private static Map<String, Object> known(JWTClaimsSet claims) {
        Map<String, Object> known = new LinkedHashMap<>();
        claims.getClaims().forEach((name, value) -> {
            if (value != null) {
                known.put(name, value);
            }
        });
        return known;
    }

    private static boolean isSigned(SignedJWT jwt, List<JWK> keys) {
        for (JWK key : keys) {
            try {
                @Nullable
                JWSVerifier verifier = switch (key) {
                    case RSAKey rsa -> new RSASSAVerifier(rsa.toRSAPublicKey());
                    case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
                    default -> null;
                };
                if (verifier != null
                        && verifier.supportedJWSAlgorithms()
                                .contains(jwt.getHeader().getAlgorithm())
                        && jwt.verify(verifier)) {
                    return true;
                }
            } catch (JOSEException e) {
                throw refused("the signature cannot be checked: " + e.getMessage(), e);
            }
        }
        return false;
    }

    private static SigningException refused(String why, @Nullable Throwable cause) {
        return new SigningException(
                SigningException.Code.UNAUTHENTICATED,
                "There was an error processing the identity token: " + why,
                cause);
    }
}
