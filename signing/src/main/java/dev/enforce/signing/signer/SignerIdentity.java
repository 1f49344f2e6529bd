package dev.enforce.signing.signer;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.certificate.KeyKind;
import dev.enforce.signing.certificate.SigningKey;
import java.util.List;
import java.util.function.Supplier;

/** Who signs. */
public sealed interface SignerIdentity {

    /** The key of one signature. */
    Signatory signatory();

    /** A key of one's own: ECDSA P-256, Ed25519 or RSA. */
    record Key(SigningKey key) implements SignerIdentity {

        public Key {
            boolean known = switch (key.kind()) {
                case ECDSA_P256, ED25519, RSA_2048, RSA_3072, RSA_4096 -> true;
                case ECDSA_P384, ECDSA_P521 -> false;
            };
            if (!known) {
                throw new SigningException(
                        SigningException.Code.UNSUPPORTED,
                        "keys of kind " + key.kind() + " cannot sign: verifiers disagree about their hash");
            }
        }

        @Override
        public Signatory signatory() {
            return new Signatory(key, List.of());
        }
    }

    /**
     * A fresh key for every signature, certified by Fulcio for whoever the token names.
     *
     * @param token gives an OIDC identity token with audience {@code sigstore}; asked once a signature
     */
    record Keyless(FulcioClient fulcio, Supplier<String> token) implements SignerIdentity {

        @Override
        public Signatory signatory() {
            SigningKey key = SigningKey.generate(KeyKind.ECDSA_P256);
            return new Signatory(key, fulcio.certify(key, token.get()));
        }
    }
}
