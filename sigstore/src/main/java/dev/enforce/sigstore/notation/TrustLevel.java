package dev.enforce.sigstore.notation;

/**
 * Which checks refuse. Integrity always does; a check that does not refuse is still made and its failure is among the
 * facts. The level {@code skip} of the specification makes no check at all and therefore has no place here.
 */
public enum TrustLevel {
    /** Every check refuses. */
    STRICT(true, true),
    /** Time and expiry do not refuse. */
    PERMISSIVE(true, false),
    /** Only integrity refuses: the signature may be anybody's. */
    AUDIT(false, false);

    private final boolean authenticity;
    private final boolean time;

    TrustLevel(boolean authenticity, boolean time) {
        this.authenticity = authenticity;
        this.time = time;
    }

    boolean refusesStrangers() {
        return authenticity;
    }

    boolean refusesByTime() {
        return time;
    }
}
