package dev.enforce.signing.certificate;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The provider object that all signing goes through; it is never registered with the run-time. */
public final class Providers {

    public static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private Providers() {}
}
