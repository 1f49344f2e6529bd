package dev.enforce.language.cue.compile;

import dev.enforce.language.Location;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.cue.compile.Code.StructCode;
import dev.enforce.language.cue.syntax.CueParser;
import dev.enforce.language.cue.syntax.SourceFile;

/** From a policy's text to code. */
public final class Compiler {

    private Compiler() {}

    /** @throws PolicyTextException if the text cannot be used */
    public static StructCode compile(String text) {
        SourceFile file = CueParser.parse(text);
        Imports imports = Imports.of(file.imports());
        StructCode code = new StructCompiler(imports).compile(file.body(), null);
        imports.checkUsed();
        return code;
    }

    static PolicyTextException meaning(Location at, String message) {
        return new PolicyTextException(PolicyTextException.Code.MEANING, at, message);
    }

    static PolicyTextException unsupported(Location at, String what) {
        return new PolicyTextException(PolicyTextException.Code.UNSUPPORTED, at, "not supported: " + what);
    }
}
