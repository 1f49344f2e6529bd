package dev.enforce.language.cue.value;

import java.util.ArrayList;
import java.util.List;

/** Sets of basic types, as bits. */
public final class Kind {

    public static final int NULL = 1;
    public static final int BOOL = 1 << 1;
    public static final int INT = 1 << 2;
    public static final int FLOAT = 1 << 3;
    public static final int STRING = 1 << 4;
    public static final int BYTES = 1 << 5;
    public static final int LIST = 1 << 6;
    public static final int STRUCT = 1 << 7;
    public static final int NUMBER = INT | FLOAT;
    public static final int TOP = (1 << 8) - 1;

    private static final List<String> NAMES =
            List.of("null", "bool", "int", "float", "string", "bytes", "list", "struct");

    private Kind() {}

    /** As messages name it: {@code int}, {@code number}, {@code (string|bytes)}, {@code _}. */
    public static String name(int kinds) {
        if (kinds == TOP) {
            return "_";
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            if ((kinds & NUMBER) == NUMBER && (1 << i) == INT) {
                names.add("number");
            } else if ((kinds & (1 << i)) != 0 && !((kinds & NUMBER) == NUMBER && (1 << i) == FLOAT)) {
                names.add(NAMES.get(i));
            }
        }
        return names.size() == 1 ? names.getFirst() : names.isEmpty() ? "_|_" : "(" + String.join("|", names) + ")";
    }
}
