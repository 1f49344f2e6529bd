package dev.enforce.signing.certificate;

import dev.enforce.model.Digest;

/** SHA-256 in one call. */
public final class Hashes {

    private Hashes() {}

    public static byte[] sha256(byte[]... parts) {
        var digest = Digest.Algorithm.SHA256.newMessageDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
