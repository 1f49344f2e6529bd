package dev.enforce.sigstore.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;

/**
 * The trust root of the public-good instance of sigstore, as it was when this release was made. It ages: logs and
 * authorities that began later are not in it, so installations with network refresh it.
 */
public final class PublicGoodTrustRoot {

    /** When the copy was made. */
    public static final LocalDate DATE = LocalDate.of(2026, 11, 21);

    private PublicGoodTrustRoot() {}

    /** Reads the copy; keep the result. */
    public static TrustRoot load() {
        try (InputStream in = PublicGoodTrustRoot.class.getResourceAsStream("public-good-" + DATE + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the public-good trust root is missing from this build");
            }
            return TrustRoot.require(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
