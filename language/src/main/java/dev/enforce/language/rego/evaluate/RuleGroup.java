package dev.enforce.language.rego.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rules of one name. Filled when the program is made and never changed after. */
public final class RuleGroup {

    /** What they define together. */
    public enum Kind {
        COMPLETE,
        FUNCTION,
        SET,
        OBJECT
    }

    /**
     * A rule, for all its elements and for one whose first key is given.
     *
     * @param firstKey what the given key is matched with
     * @param keyed the rule when that is bound; null where it makes no difference
     */
    public record Entry(
            RuleCode code,
            @Nullable Pattern firstKey,
            @Nullable RuleCode keyed) {}

    final String name;
    final Kind kind;
    final List<Entry> rules = new ArrayList<>();

    @Nullable
    RuleCode fallback;

    boolean constant;

    public RuleGroup(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public void add(Entry entry) {
        rules.add(entry);
    }

    public void fallback(RuleCode code) {
        fallback = code;
    }

    /** All rules have the same constant value, so that one solution is enough. */
    public void constant(boolean same) {
        constant = same;
    }
}
