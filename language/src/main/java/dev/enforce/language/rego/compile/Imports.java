package dev.enforce.language.rego.compile;

import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.syntax.Module;
import dev.enforce.language.rego.syntax.Rule;
import java.util.HashSet;
import java.util.Set;

/** What version 1 forbids of names: imports that shadow each other, rules named like documents. */
final class Imports {

    private Imports() {}

    static void check(Module module) {
        if (!module.version1()) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Module.Import imported : module.imports()) {
            if (!seen.add(imported.alias())) {
                throw new PolicyTextException(
                        Code.MEANING,
                        imported.location(),
                        "rego_compile_error: import must not shadow import " + imported.alias());
            }
        }
        for (Rule rule : module.rules()) {
            if (Terms.isRoot(rule.name())) {
                throw new PolicyTextException(
                        Code.MEANING,
                        rule.location(),
                        "rego_compile_error: rules must not shadow " + rule.name() + " (use a different rule name)");
            }
        }
    }
}
