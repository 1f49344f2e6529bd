package dev.enforce.policy;

/**
 * Stands for a policy that cannot be evaluated at all, for instance since the Secret with its key is missing: it is
 * never met, and that is no refusal but the absence of an answer.
 *
 * @param cause one line for a person
 */
public record UnusableAuthority(String name, String cause, AuthorityOptions options) implements CompiledAuthority {

    /** What is said of every image that the policy covers. */
    public String reason() {
        return "policy cannot be evaluated: " + cause;
    }
}
