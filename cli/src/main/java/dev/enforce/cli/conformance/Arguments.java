package dev.enforce.cli.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a subcommand: options with a value, switches, and one last word. Nothing unknown is passed over.
 *
 * @param options by name; a switch has an empty value
 */
record Arguments(Map<String, String> options, String target) {

    static Arguments parse(List<String> args, Set<String> valued, Set<String> switches) {
        Map<String, String> options = new LinkedHashMap<>();
        String target = null;
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            if (valued.contains(name)) {
                if (equals < 0 && i + 1 == args.size()) {
                    throw new UnusableException(name + " wants a value");
                }
                put(options, name, equals < 0 ? args.get(++i) : word.substring(equals + 1));
            } else if (switches.contains(word)) {
                put(options, word, "");
            } else if (word.startsWith("--") || target != null) {
                throw new UnusableException("unknown argument " + word);
            } else {
                target = word;
            }
        }
        if (target == null) {
            throw new UnusableException("the artifact is missing");
        }
        return new Arguments(options, target);
    }

    private static void put(Map<String, String> options, String name, String value) {
        if (options.putIfAbsent(name, value) != null) {
            throw new UnusableException(name + " stands twice");
        }
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(options.get(name));
    }

    String require(String name) {
        return find(name).orElseThrow(() -> new UnusableException(name + " is missing"));
    }
}
