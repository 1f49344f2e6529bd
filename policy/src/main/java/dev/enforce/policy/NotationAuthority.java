package dev.enforce.policy;

import java.util.List;

/**
 * Trust in Notary Project signatures: an extension of the API.
 *
 * @param certificates PEM of the trust store's certificates; one of them must stand in a signature's chain
 * @param identities any of them may have signed
 */
public record NotationAuthority(
        String name,
        String certificates,
        List<NotationIdentity> identities,
        NotationLevel level,
        AuthorityOptions options)
        implements CompiledAuthority {

    public NotationAuthority {
        identities = List.copyOf(identities);
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("a notation authority needs an identity");
        }
    }
}
