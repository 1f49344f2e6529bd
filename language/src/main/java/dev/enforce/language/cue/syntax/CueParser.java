package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.PolicyTextException.Code;
import dev.enforce.language.cue.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole text: package clause, imports, declarations. */
public final class CueParser {

    private static final int MAX_TEXT = 256 * 1024;

    private CueParser() {}

    /** @throws PolicyTextException if the text does not follow the grammar, or uses a part of it that is not supported */
    public static SourceFile parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new PolicyTextException(Code.LIMIT, new Location(1, 1), "longer than " + MAX_TEXT + " characters");
        }
        Words words = new Words(Lexer.read(text), 0);
        words.skipCommas();
        skipAttributes(words);
        if (words.atName("package") && words.peek(1).kind() == Kind.NAME) {
            words.take();
            words.take();
            words.skipCommas();
        }
        List<SourceFile.Import> imports = new ArrayList<>();
        while (words.atName("import") && (words.peek(1).is("(") || isImportSpec(words, 1))) {
            words.take();
            imports(words, imports);
            words.skipCommas();
        }
        Location start = words.here();
        List<Declaration> declarations = new StructParser(words).declarations(Kind.END);
        return new SourceFile(List.copyOf(imports), new Syntax.Struct(start, declarations));
    }

    private static boolean isImportSpec(Words words, int ahead) {
        return words.peek(ahead).kind() == Kind.STRING
                || (words.peek(ahead).kind() == Kind.NAME
                        && words.peek(ahead + 1).kind() == Kind.STRING);
    }

    private static void skipAttributes(Words words) {
        while (words.atKind(Kind.ATTRIBUTE)) {
            words.take();
            words.skipCommas();
        }
    }

    private static void imports(Words words, List<SourceFile.Import> imports) {
        if (!words.takeIf("(")) {
            imports.add(importSpec(words));
            return;
        }
        words.skipCommas();
        while (!words.at(")")) {
            imports.add(importSpec(words));
            words.skipCommas();
        }
        words.take();
    }

    private static SourceFile.Import importSpec(Words words) {
        Location at = words.here();
        String name = words.atKind(Kind.NAME) ? words.take().text() : "";
        if (!words.atKind(Kind.STRING)) {
            throw Lexer.syntax(words.here(), "expected import path, found " + words.found());
        }
        String path = words.take().text();
        int colon = path.lastIndexOf(':');
        String shortName = colon >= 0 ? path.substring(colon + 1) : path.substring(path.lastIndexOf('/') + 1);
        String bare = colon >= 0 ? path.substring(0, colon) : path;
        return new SourceFile.Import(at, name.isEmpty() ? shortName : name, bare);
    }
}
