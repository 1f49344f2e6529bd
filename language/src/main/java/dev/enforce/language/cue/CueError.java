package dev.enforce.language.cue;

/**
 * One reason why a document does not satisfy a policy.
 *
 * @param path labels joined by dots, quoted where they are no identifiers; empty for the document itself
 */
public record CueError(String path, String text) {

    @Override
    public String toString() {
        return path.isEmpty() ? text : path + ": " + text;
    }
}
