package dev.enforce.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A content digest as the OCI image specification writes it: {@code <algorithm>:<lower-case hex>}.
 *
 * <p>Only the algorithms that the specification registers are known: {@code sha256}, {@code sha384} and
 * {@code sha512}.
 */
public record Digest(Algorithm algorithm, String hex) {

    /** Hash algorithms, with the number of hexadecimal digits that each of them writes. */
    public enum Algorithm {
        SHA256("sha256", "SHA-256", 64),
        SHA384("sha384", "SHA-384", 96),
        SHA512("sha512", "SHA-512", 128);

        private final String wireName;
        private final String javaName;
        private final int hexLength;

        Algorithm(String wireName, String javaName, int hexLength) {
            this.wireName = wireName;
            this.javaName = javaName;
            this.hexLength = hexLength;
        }

        /** The name in a digest string, for instance {@code sha256}. */
        public String wireName() {
            return wireName;
        }

        /** A fresh hash function of this algorithm. */
        public MessageDigest newMessageDigest() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the Java run-time lacks " + javaName, e);
            }
        }
    }

    public Digest {
        if (hex.length() != algorithm.hexLength || !isLowerHex(hex)) {
            throw new IllegalArgumentException("a " + algorithm.wireName + " digest has " + algorithm.hexLength
                    + " lower-case hexadecimal digits, not \"" + shown(hex) + "\"");
        }
    }

    /**
     * Reads {@code <algorithm>:<hex>}.
     *
     * @throws IllegalArgumentException if the algorithm is unknown or the digits are not its own
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a digest is written <algorithm>:<hex>, not \"" + shown(text) + "\"");
        }
        String name = text.substring(0, colon);
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.wireName.equals(name)) {
                return new Digest(algorithm, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("unknown digest algorithm \"" + shown(name) + "\"");
    }

    /** Reads a digest, or nothing if the text is not one. */
    public static Optional<Digest> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException notADigest) {
            return Optional.empty();
        }
    }

    /** The SHA-256 digest of these bytes. */
    public static Digest sha256(byte[] content) {
        return of(Algorithm.SHA256, content);
    }

    /** The digest of these bytes. */
    public static Digest of(Algorithm algorithm, byte[] content) {
        return ofHash(algorithm, algorithm.newMessageDigest().digest(content));
    }

    /** A digest whose hash has been computed already. */
    public static Digest ofHash(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /** Whether these bytes have this digest. */
    public boolean matches(byte[] content) {
        return MessageDigest.isEqual(algorithm.newMessageDigest().digest(content), bytes());
    }

    /** The hash itself. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return algorithm.wireName + ":" + hex;
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static String shown(String text) {
        return text.length() <= 140 ? text : text.substring(0, 140) + "…";
    }
}
