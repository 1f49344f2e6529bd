package dev.enforce.oci;

import dev.enforce.model.ImageReference;
import java.util.List;
import java.util.Locale;

/**
 * The key of a pull secret: {@code [scheme://]host[:port][/path]}, whose host parts may be globs.
 *
 * <p>Matching is Kubernetes': as many dot-separated host parts, each matching ({@code *}, {@code ?}, {@code [a-z]});
 * the same port; the path as a plain prefix. Docker Hub's names are one.
 */
final class RegistryPattern {

    private static final int MAX_LENGTH = 1024;

    private final String text;
    private final List<String> hostParts;
    private final String port;
    private final String path;

    private RegistryPattern(String text, List<String> hostParts, String port, String path) {
        this.text = text;
        this.hostParts = hostParts;
        this.port = port;
        this.path = path;
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException if it has no host
     */
    static RegistryPattern parse(String key) {
        if (key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a registry pattern has at most " + MAX_LENGTH + " characters");
        }
        String text = normalized(key);
        int slash = text.indexOf('/');
        String authority = slash < 0 ? text : text.substring(0, slash);
        String host = RegistryTls.hostOf(authority);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a registry pattern has a host");
        }
        String port = authority.substring(host.length());
        return new RegistryPattern(
                text, List.of(host.split("\\.", -1)), port, slash < 0 ? "" : text.substring(slash + 1));
    }

    /** The key without its scheme and API version, with Docker Hub under one name. */
    static String normalized(String key) {
        String text = key.strip();
        for (String scheme : List.of("https://", "http://")) {
            if (text.toLowerCase(Locale.ROOT).startsWith(scheme)) {
                text = text.substring(scheme.length());
            }
        }
        int slash = text.indexOf('/');
        String authority = (slash < 0 ? text : text.substring(0, slash)).toLowerCase(Locale.ROOT);
        String path = slash < 0 ? "" : text.substring(slash + 1);
        for (String version : List.of("v1", "v2")) {
            path = path.equals(version) || path.startsWith(version + "/")
                    ? path.substring(Math.min(path.length(), 3))
                    : path;
        }
        boolean hub = authority.equals("docker.io") || authority.equals("registry-1.docker.io");
        String host = hub ? ImageReference.DEFAULT_REGISTRY : authority;
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.isEmpty() ? host : host + "/" + trimmed;
    }

    String text() {
        return text;
    }

    boolean matches(Repository repository) {
        String authority = normalized(repository.registry());
        String host = RegistryTls.hostOf(authority);
        if (!port.equals(authority.substring(host.length()))) {
            return false;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length != hostParts.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!globMatches(hostParts.get(i), 0, parts[i], 0)) {
                return false;
            }
        }
        return repository.name().startsWith(path);
    }

    /** One host part; linear for each star, and both sides are short. */
    private static boolean globMatches(String glob, int g, String text, int t) {
        int starGlob = -1;
        int starText = -1;
        while (t < text.length()) {
            int end = g < glob.length() ? matchedOne(glob, g, text.charAt(t)) : -1;
            if (g < glob.length() && glob.charAt(g) == '*') {
                starGlob = ++g;
                starText = t;
            } else if (end >= 0) {
                g = end;
                t++;
            } else if (starGlob >= 0) {
                g = starGlob;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    /** Where the glob goes on after matching one character, or -1. */
    private static int matchedOne(String glob, int g, char c) {
        char first = glob.charAt(g);
        if (first == '?') {
            return g + 1;
        }
        if (first != '[') {
            return first == c ? g + 1 : -1;
        }
        int close = glob.indexOf(']', g + 2);
        if (close < 0) {
            return -1;
        }
        boolean negated = glob.charAt(g + 1) == '^';
        boolean in = false;
        for (int i = g + (negated ? 2 : 1); i < close; i++) {
            boolean range = i + 2 < close && glob.charAt(i + 1) == '-';
            char high = range ? glob.charAt(i + 2) : glob.charAt(i);
            in |= c >= glob.charAt(i) && c <= high;
            i += range ? 2 : 0;
        }
        return in == negated ? -1 : close + 1;
    }
}
