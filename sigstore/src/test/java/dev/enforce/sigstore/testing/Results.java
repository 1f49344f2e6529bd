package dev.enforce.sigstore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.enforce.sigstore.outcome.FailureCode;
import dev.enforce.sigstore.outcome.SignatureFacts;
import dev.enforce.sigstore.outcome.SignatureResult;

/** What tests ask of results. */
public final class Results {

    private Results() {}

    public static SignatureFacts verified(SignatureResult result) {
        assertThat(result).isInstanceOf(SignatureResult.Verified.class);
        return ((SignatureResult.Verified) result).facts();
    }

    public static void assertRejected(SignatureResult result, FailureCode code, String text) {
        assertThat(result).isInstanceOf(SignatureResult.Rejected.class);
        SignatureResult.Rejected rejected = (SignatureResult.Rejected) result;
        assertThat(rejected.failures().getFirst().code()).as(rejected.text()).isEqualTo(code);
        assertThat(rejected.text()).contains(text);
    }
}
