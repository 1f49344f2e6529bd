package dev.enforce.sigstore.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/** Hash functions that signatures are made over. */
public enum HashAlgorithm {
    SHA224("SHA-224"),
    SHA256("SHA-256"),
    SHA384("SHA-384"),
    SHA512("SHA-512");

    private final String javaName;

    HashAlgorithm(String javaName) {
        this.javaName = javaName;
    }

    /** The hash of these parts, one after the other. */
    public byte[] hash(byte[]... parts) {
        MessageDigest digest = newMessageDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** A fresh hash function. */
    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the Java run-time lacks " + javaName, e);
        }
    }

    /** The name as policies write it, for instance {@code sha256}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@code sha256} and the like, without regard to case and white space around it. */
    public static Optional<HashAlgorithm> find(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        for (HashAlgorithm algorithm : values()) {
            if (algorithm.wireName().equals(wanted)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
