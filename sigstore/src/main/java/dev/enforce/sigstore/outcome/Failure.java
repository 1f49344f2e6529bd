package dev.enforce.sigstore.outcome;

/**
 * A reason for refusing a signature.
 *
 * @param text what a person sees
 */
public record Failure(FailureCode code, String text) {}
