package dev.enforce.language;

/** A place in a policy's text. Lines and columns count from one. */
public record Location(int line, int column) {

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
