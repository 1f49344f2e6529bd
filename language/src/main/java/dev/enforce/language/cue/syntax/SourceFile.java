package dev.enforce.language.cue.syntax;

import dev.enforce.language.Location;
import java.util.List;

/** A whole text: its imports and its declarations. */
public record SourceFile(List<Import> imports, Syntax.Struct body) {

    /** An import by its path; {@code name} is what the text calls it. */
    public record Import(Location at, String name, String path) {}
}
