package dev.enforce.sigstore.testing;

import dev.enforce.sigstore.certificate.Certificate;
import java.security.KeyPair;

/** A signing certificate with its key. */
public record Leaf(KeyPair keys, Certificate certificate) {}
