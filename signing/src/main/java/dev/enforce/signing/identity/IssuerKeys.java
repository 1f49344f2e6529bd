package dev.enforce.signing.identity;

import com.nimbusds.jose.jwk.JWK;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public keys of an OIDC issuer. */
@FunctionalInterface
public interface IssuerKeys {

    /** Keys that may have signed a token with this key id; all of them if the token names none. */
    List<JWK> find(@Nullable String keyId);
}
