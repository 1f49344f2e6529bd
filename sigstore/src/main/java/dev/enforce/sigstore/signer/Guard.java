package dev.enforce.sigstore.signer;

import dev.enforce.sigstore.encoding.MalformedException;
import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.RefusedException;
import dev.enforce.sigstore.outcome.SignatureResult;
import java.util.function.Supplier;

/** Turns what stops a verification into a result, so that nothing that a producer writes ends in an exception. */
public final class Guard {

    private Guard() {}

    public static SignatureResult verify(Supplier<SignatureResult> verification) {
        try {
            return verification.get();
        } catch (RefusedException e) {
            return SignatureResult.rejected(e.failure().code(), e.failure().text());
        } catch (MalformedException e) {
            return SignatureResult.rejected(FailureCode.MALFORMED, e.getMessage());
        }
    }
}
