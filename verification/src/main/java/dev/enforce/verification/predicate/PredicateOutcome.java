package dev.enforce.verification.predicate;

/** What a predicate policy says of a document. */
public sealed interface PredicateOutcome {

    /** It holds. */
    record Holds() implements PredicateOutcome {}

    /** It was evaluated and does not hold, or holds with a warning, which counts alike. */
    record Refused(String text) implements PredicateOutcome {}

    /** It could not be evaluated; never to be taken for holding. */
    record NotEvaluated(String text) implements PredicateOutcome {}
}
