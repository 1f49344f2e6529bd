package dev.enforce.policy;

import dev.enforce.policy.PolicyDiagnostic.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects what is wrong with the fields of a document, in the grammar of Knative's field errors: problems with the
 * same level, message and details become one whose paths are united and sorted; the result is sorted by message,
 * details and level.
 */
final class FieldErrors {

    private static final Comparator<PolicyDiagnostic> ORDER = Comparator.comparing(PolicyDiagnostic::message)
            .thenComparing(PolicyDiagnostic::details)
            .thenComparing(PolicyDiagnostic::level);

    private static final int MAX_SHOWN = 8192;

    private final List<Problem> problems = new ArrayList<>();

    private record Problem(Key key, String mend, List<String> paths, String at) {}

    private record Key(Level level, String message, String details) {}

    void missing(String... paths) {
        add(Level.ERROR, "missing field(s)", "", "Add " + alternatives(paths) + ".", paths);
    }

    void neither(String... paths) {
        add(Level.ERROR, "expected exactly one, got neither", "", "Add exactly one of " + names(paths) + ".", paths);
    }

    void both(String... paths) {
        add(Level.ERROR, "expected exactly one, got both", "", "Keep one of " + names(paths) + ".", paths);
    }

    void disallowed(String path) {
        add(Level.ERROR, "must not set the field(s)", "", "Remove " + lastPart(path) + ".", path);
    }

    void invalid(String value, String path, String details, String mend) {
        add(Level.ERROR, "invalid value: " + shown(value), details, mend, path);
    }

    void invalidAt(String value, String path, String at, String details, String mend) {
        addAt(Level.ERROR, "invalid value: " + shown(value), details, mend, List.of(path), at);
    }

    void error(String message, String details, String mend, String... paths) {
        add(Level.ERROR, message, details, mend, paths);
    }

    void warning(String message, String details, String mend, String... paths) {
        add(Level.WARNING, message, details, mend, paths);
    }

    /** A problem that names no path in its text but has a place. */
    void errorAt(String message, String details, String mend, String at) {
        addAt(Level.ERROR, message, details, mend, List.of(), at);
    }

    void addAt(Level level, String message, String details, String mend, List<String> paths, String at) {
        problems.add(new Problem(new Key(level, message, details), mend, paths, at));
    }

    FieldErrors copy() {
        FieldErrors copy = new FieldErrors();
        copy.problems.addAll(problems);
        return copy;
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** All of them, merged and in order. */
    List<PolicyDiagnostic> normalised(Places places) {
        Map<Key, List<Problem>> groups = new LinkedHashMap<>();
        for (Problem problem : problems) {
            groups.computeIfAbsent(problem.key(), _ -> new ArrayList<>()).add(problem);
        }
        return groups.values().stream()
                .map(group -> merge(group, places))
                .sorted(ORDER)
                .toList();
    }

    private void add(Level level, String message, String details, String mend, String... paths) {
        addAt(level, message, details, mend, List.of(paths), paths.length == 0 ? "" : paths[0]);
    }

    private static PolicyDiagnostic merge(List<Problem> group, Places places) {
        Problem first = group.getFirst();
        TreeSet<String> paths = new TreeSet<>();
        Set<String> mends = new LinkedHashSet<>();
        Places.Place place = places.find(first.at());
        for (Problem problem : group) {
            paths.addAll(problem.paths());
            mends.add(problem.mend());
            Places.Place other = places.find(problem.at());
            if (other.isBefore(place)) {
                place = other;
            }
        }
        Key key = first.key();
        return new PolicyDiagnostic(
                key.level(),
                key.message(),
                List.copyOf(paths),
                key.details(),
                String.join(" ", mends).strip(),
                place.line(),
                place.column());
    }

    private static String alternatives(String... paths) {
        return paths.length == 1 ? lastPart(paths[0]) : "one of " + names(paths);
    }

    private static String names(String... paths) {
        List<String> names = new ArrayList<>();
        for (String path : paths) {
            names.add(lastPart(path));
        }
        return String.join(", ", names);
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Never shows a private key, and never more than a page. */
    private static String shown(String value) {
        if (value.contains("PRIVATE KEY")) {
            return "(a private key, not shown)";
        }
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "…";
    }
}
