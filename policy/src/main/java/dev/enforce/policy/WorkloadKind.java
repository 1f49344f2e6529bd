package dev.enforce.policy;

import java.util.Locale;

/** What kind of object is admitted: group, version and plural. */
public record WorkloadKind(String group, String version, String resource) {

    /** Reads {@code apiVersion} and {@code kind}; the plural is guessed as API servers do. */
    public static WorkloadKind of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        return new WorkloadKind(group, apiVersion.substring(slash + 1), plural(kind));
    }

    private static String plural(String kind) {
        String singular = kind.toLowerCase(Locale.ROOT);
        if (singular.isEmpty() || singular.equals("endpoints")) {
            return singular;
        }
        char last = singular.charAt(singular.length() - 1);
        return switch (last) {
            case 's' -> singular + "es";
            case 'y' -> singular.substring(0, singular.length() - 1) + "ies";
            default -> singular + "s";
        };
    }
}
