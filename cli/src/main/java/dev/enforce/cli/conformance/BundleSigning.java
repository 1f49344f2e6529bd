package dev.enforce.cli.conformance;

import dev.enforce.signing.SigningException;
import dev.enforce.signing.signer.FulcioClient;
import dev.enforce.signing.signer.LogClient;
import dev.enforce.signing.signer.ServiceClient;
import dev.enforce.signing.signer.Signer;
import dev.enforce.signing.signer.SignerIdentity;
import dev.enforce.signing.signer.TimestampClient;
import java.security.SecureRandom;
import java.time.InstantSource;

/** {@code sign-bundle}: a bundle over a file, or over an in-toto statement. */
final class BundleSigning {

    private final InstantSource clock;

    BundleSigning(InstantSource clock) {
        this.clock = clock;
    }

    byte[] sign(SigningConfig config, String token, byte[] content, boolean isStatement) {
        ServiceClient http = ServiceClient.create();
        Signer signer = new Signer(
                new SignerIdentity.Keyless(
                        new FulcioClient(http, config.fulcio().url()), () -> token),
                config.rekor().map(service -> log(http, service)),
                config.timestamps().map(service -> new TimestampClient(http, service.url(), new SecureRandom())),
                clock);
        try {
            return isStatement ? signer.signStatement(content) : signer.signFile(content);
        } catch (SigningException e) {
            throw new UnusableException("not signed: " + e.getMessage(), e);
        }
    }

    private static LogClient log(ServiceClient http, SigningConfig.Service service) {
        return service.version() == 2
                ? new LogClient.Version2(http, service.url())
                : new LogClient.Version1(http, service.url());
    }
}
