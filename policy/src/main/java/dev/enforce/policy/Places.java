package dev.enforce.policy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in a file each field stands. Empty for documents that did not come from a file. */
final class Places {

    /** Nothing is known. */
    static final Place NOWHERE = new Place(0, 0);

    private static final int MAX_PATH = 512;

    private final Map<String, Place> byPath = new HashMap<>();

    /** A place, counted from 1. */
    record Place(int line, int column) {

        boolean isBefore(Place other) {
            return line < other.line || (line == other.line && column < other.column);
        }
    }

    void put(String path, int line, int column) {
        if (path.length() <= MAX_PATH) {
            byPath.putIfAbsent(path, new Place(line, column));
        }
    }

    /** The place of a field, or of the nearest one around it that exists. */
    Place find(String path) {
        String at = path;
        while (true) {
            @Nullable Place place = byPath.get(at);
            if (place != null) {
                return place;
            }
            if (at.isEmpty()) {
                return NOWHERE;
            }
            at = parent(at);
        }
    }

    /** Joins a field name to a path. */
    static String field(String path, String name) {
        return path.isEmpty() ? name : path.length() > MAX_PATH ? path : path + "." + name;
    }

    /** Joins an index to a path. */
    static String index(String path, int index) {
        return path.length() > MAX_PATH ? path : path + "[" + index + "]";
    }

    private static String parent(String path) {
        int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return cut < 0 ? "" : path.substring(0, cut);
    }
}
