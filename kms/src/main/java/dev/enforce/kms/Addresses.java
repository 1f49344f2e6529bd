package dev.enforce.kms;

import java.net.URI;
import java.net.URISyntaxException;

/** Addresses out of references and settings. */
final class Addresses {

    private Addresses() {}

    /** @throws KmsException if it is none */
    static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new KmsException(KmsException.Code.REFERENCE, "malformed address", e);
        }
    }
}
