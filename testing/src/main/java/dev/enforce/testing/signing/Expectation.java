package dev.enforce.testing.signing;

import java.util.List;
import java.util.Set;

/**
 * One row of {@code expected.tsv}: what must be found out about the image of a case.
 *
 * @param name the case
 * @param what {@code signature}, {@code attestation:<type or short name>} or {@code notation}
 * @param authority {@code key:<name>} (a file {@code keys/<name>.pub}), {@code keyless:<subject>} or
 *     {@code certificate:<name>} (a file {@code keys/<name>.crt})
 * @param options {@code tlog} (must be logged), {@code ignore-tlog}, {@code timestamp} (has a signed
 *     timestamp), {@code bundle} (found as a sigstore bundle)
 * @param text a part of the message of a failure; empty if it is not fixed
 */
public record Expectation(
        String name, String what, String authority, Set<String> options, boolean passes, String text) {

    /** The issuer of all keyless fixtures. */
    public static final String ISSUER = "https://issuer.enforce.test";

    static Expectation of(List<String> row) {
        return new Expectation(
                row.get(0),
                row.get(1),
                row.get(2),
                Set.of(row.get(3).split(",")),
                row.get(4).equals("pass"),
                row.get(5));
    }

    /** What follows the colon of the authority. */
    public String authorityValue() {
        return authority.substring(authority.indexOf(':') + 1);
    }

    public boolean isKeyless() {
        return authority.startsWith("keyless:");
    }

    @Override
    public String toString() {
        return name + " " + what + " " + authority + " " + options + (passes ? " passes" : " fails");
    }
}
