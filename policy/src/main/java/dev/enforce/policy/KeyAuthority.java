package dev.enforce.policy;

import java.util.List;

/**
 * Trust in public keys.
 *
 * @param publicKeys PEM blocks, at least one, one key each; any of them may have signed
 */
public record KeyAuthority(String name, List<String> publicKeys, SignatureHash hash, AuthorityOptions options)
        implements CompiledAuthority {

    public KeyAuthority {
        publicKeys = List.copyOf(publicKeys);
        if (publicKeys.isEmpty()) {
            throw new IllegalArgumentException("a key authority needs a key");
        }
    }
}
