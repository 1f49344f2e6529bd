package dev.enforce.language.rego.evaluate;

import dev.enforce.language.rego.value.Value;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A place below {@code data} where rules are, or lead to. */
public final class RuleNode {

    final Map<Value, RuleNode> children = new TreeMap<>();

    @Nullable
    RuleGroup rules;

    /** The place below, made when it is not there. */
    public RuleNode child(Value key) {
        return children.computeIfAbsent(key, _ -> new RuleNode());
    }

    public void rules(RuleGroup group) {
        rules = group;
    }
}
