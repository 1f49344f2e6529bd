package dev.enforce.sigstore.outcome;

/** Carries a failure from where it is found to the entry point, which turns it into data. Never leaves this module. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public RefusedException(FailureCode code, String text) {
        super(text, null, false, false);
        this.failure = new Failure(code, text);
    }

    public Failure failure() {
        return failure;
    }
}
