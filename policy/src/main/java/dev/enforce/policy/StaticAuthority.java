package dev.enforce.policy;

/** Decides without looking at the image. */
public record StaticAuthority(String name, Action action, String message, AuthorityOptions options)
        implements CompiledAuthority {

    /** What it decides. */
    public enum Action {
        PASS("pass"),
        FAIL("fail");

        private final String wireName;

        Action(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
