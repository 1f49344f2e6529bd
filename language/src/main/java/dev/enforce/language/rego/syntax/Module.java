package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import java.util.List;

/** A policy's text as a tree. */
public record Module(List<String> packagePath, List<Import> imports, List<Rule> rules, boolean version1) {

    public Module {
        packagePath = List.copyOf(packagePath);
        imports = List.copyOf(imports);
        rules = List.copyOf(rules);
    }

    /** {@code import data.a.b as c}, without those that only switch keywords on. */
    public record Import(List<String> path, String alias, Location location) {
        public Import {
            path = List.copyOf(path);
        }
    }
}
