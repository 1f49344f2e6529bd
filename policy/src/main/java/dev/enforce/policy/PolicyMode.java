package dev.enforce.policy;

/** What a failing policy does. */
public enum PolicyMode {
    /** Refuse. */
    ENFORCE("enforce"),
    /** Admit with a warning. */
    WARN("warn");

    private final String wireName;

    PolicyMode(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
