package dev.enforce.language.rego.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.rego.value.BooleanValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a policy.
 *
 * <p>Version 0 by default; {@code import rego.v1} switches to the grammar of version 1, {@code import future.keywords} its
 * keywords on.
 */
public final class ModuleParser {

    private static final int MAX_TEXT = 256 << 10;
    private static final List<String> FUTURE = List.of("in", "every", "contains", "if");

    private final TokenStream tokens;
    private final BodyParser bodies;
    private final RuleParser rules;
    private boolean version1;

    private ModuleParser(String text, boolean version1) {
        this.tokens = new TokenStream(Lexer.read(text));
        this.bodies = new BodyParser(tokens);
        this.rules = new RuleParser(tokens, bodies);
        this.version1 = version1;
        if (version1) {
            FUTURE.forEach(tokens::switchOn);
        }
    }

    /**
     * Parses a policy.
     *
     * @param version1 whether the text is of version 1 without saying so
     * @throws PolicyTextException with the place
     */
    public static Module parse(String text, boolean version1) {
        if (text.length() > MAX_TEXT) {
            throw new PolicyTextException(Code.LIMIT, new Location(1, 1), "a policy longer than 256 KiB");
        }
        return new ModuleParser(text, version1).module();
    }

    private Module module() {
        if (!tokens.takeKeyword("package")) {
            throw tokens.unexpected("\"package\"");
        }
        List<String> packagePath = path();
        List<Module.Import> imports = new ArrayList<>();
        while (tokens.takeKeyword("import")) {
            importOne(imports);
        }
        List<Rule> all = new ArrayList<>();
        while (tokens.peek().kind() != Token.Kind.END) {
            if (tokens.isKeyword("import")) {
                throw new PolicyTextException(Code.SYNTAX, tokens.here(), "an import below the first rule");
            }
            all.addAll(rules.rule(version1));
            if (tokens.peek().kind() != Token.Kind.END
                    && !tokens.takeIf(";")
                    && !tokens.peek().lineBefore()) {
                throw tokens.unexpected("a new line");
            }
        }
        return new Module(packagePath, imports, all, version1);
    }

    private void importOne(List<Module.Import> imports) {
        Location place = tokens.here();
        List<String> path = path();
        String alias = path.getLast();
        if (tokens.takeKeyword("as")) {
            alias = tokens.expectName();
        }
        switch (path.getFirst()) {
            case "future" -> switchOn(path, place);
            case "rego" -> {
                if (!path.equals(List.of("rego", "v1"))) {
                    throw new PolicyTextException(Code.MEANING, place, "invalid import, must be `rego.v1`");
                }
                version1 = true;
                FUTURE.forEach(tokens::switchOn);
            }
            case "data", "input" -> imports.add(new Module.Import(path, alias, place));
            default ->
                throw new PolicyTextException(
                        Code.SYNTAX,
                        place,
                        "unexpected import path, must begin with one of: {data, future, input, rego}, got: "
                                + path.getFirst());
        }
    }

    private void switchOn(List<String> path, Location place) {
        if (path.equals(List.of("future", "keywords"))) {
            FUTURE.forEach(tokens::switchOn);
            return;
        }
        if (path.size() == 3 && path.get(1).equals("keywords") && FUTURE.contains(path.get(2))) {
            tokens.switchOn(path.get(2));
            if (path.get(2).equals("every")) {
                tokens.switchOn("in");
            }
            return;
        }
        throw new PolicyTextException(Code.SYNTAX, place, "unexpected keyword import " + String.join(".", path));
    }

    /** A dotted path of names and constant indexes; names may be keywords after the first. */
    private List<String> path() {
        List<String> path = new ArrayList<>(List.of(tokens.expectName()));
        while (!tokens.peek().spaceBefore()) {
            if (tokens.takeIf(".")) {
                Token part = tokens.take();
                if (part.kind() != Token.Kind.NAME) {
                    throw new PolicyTextException(Code.SYNTAX, part.location(), "expected a name after \".\"");
                }
                path.add(part.text());
            } else if (tokens.takeIf("[")) {
                Token part = tokens.take();
                if (part.kind() != Token.Kind.STRING) {
                    throw new PolicyTextException(Code.SYNTAX, part.location(), "expected a string in a path");
                }
                path.add(part.text());
                tokens.expect("]");
            } else {
                break;
            }
        }
        return path;
    }

    /** {@code true}, where a text leaves the value out. */
    static Term trueAt(Location place) {
        return new Term.Scalar(BooleanValue.TRUE, place);
    }
}
