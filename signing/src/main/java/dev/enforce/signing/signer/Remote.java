package dev.enforce.signing.signer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.enforce.signing.SigningException;
import dev.enforce.signing.json.Json;
import java.net.URI;

/** Reads what services answer: their defects are theirs, not those of our input. */
final class Remote {

    private Remote() {}

    static ObjectNode parse(URI service, byte[] answer) {
        try {
            return Json.parseObject(answer);
        } catch (SigningException e) {
            throw malformed(service, e);
        }
    }

    static SigningException malformed(URI service, SigningException cause) {
        return new SigningException(
                SigningException.Code.UNAVAILABLE,
                service + " gave an answer that cannot be understood: " + cause.getMessage(),
                cause);
    }
}
