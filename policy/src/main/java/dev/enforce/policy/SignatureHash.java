package dev.enforce.policy;

import java.util.Locale;
import java.util.Optional;

/** Hash under a key authority's signatures. */
public enum SignatureHash {
    SHA224("sha224", "SHA-224"),
    SHA256("sha256", "SHA-256"),
    SHA384("sha384", "SHA-384"),
    SHA512("sha512", "SHA-512");

    private final String wireName;
    private final String javaName;

    SignatureHash(String wireName, String javaName) {
        this.wireName = wireName;
        this.javaName = javaName;
    }

    public String wireName() {
        return wireName;
    }

    /** Name for {@link java.security.MessageDigest}. */
    public String javaName() {
        return javaName;
    }

    /** Reads a name in any case, with blanks around it. */
    public static Optional<SignatureHash> find(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (SignatureHash candidate : values()) {
            if (candidate.wireName.equals(wanted)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
