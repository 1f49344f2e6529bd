package dev.enforce.agent.admission;

import dev.enforce.model.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Many diagnostics as one text: those that say the same of several fields become one that names all of them, sorted,
 * and what is left is sorted by message, then details. The same objections give the same text, whatever order they
 * came in.
 */
final class FieldDiagnostics {

    private final TreeMap<Said, TreeSet<String>> pathsBySaying = new TreeMap<>();

    private record Said(String message, String details) implements Comparable<Said> {
        @Override
        public int compareTo(Said other) {
            int byMessage = message.compareTo(other.message);
            return byMessage != 0 ? byMessage : details.compareTo(other.details);
        }
    }

    void add(Diagnostic diagnostic) {
        add(diagnostic.message(), diagnostic.path(), diagnostic.details());
    }

    void add(String message, String path, String details) {
        pathsBySaying
                .computeIfAbsent(new Said(message, details), said -> new TreeSet<>())
                .add(path);
    }

    boolean isEmpty() {
        return pathsBySaying.isEmpty();
    }

    /** One text for each, in order. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(pathsBySaying.size());
        for (Map.Entry<Said, TreeSet<String>> entry : pathsBySaying.entrySet()) {
            Said said = entry.getKey();
            String paths = String.join(", ", entry.getValue());
            texts.add(new Diagnostic(paths, said.message, said.details).text());
        }
        return texts;
    }
}
