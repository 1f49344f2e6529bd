package dev.enforce.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A glob over image names: {@code *} is any run without {@code /}, {@code **} any run at all, everything else is
 * itself; both ends are anchored.
 *
 * <p>An image is tried as {@code repository@digest}, {@code repository:tag} and {@code repository:tag@digest},
 * whichever it has. Names of Docker Hub mean the same in each of their forms: {@code team/*}, {@code docker.io/team/*}
 * and {@code index.docker.io/team/*} are one pattern. Matching takes time proportional to name times pattern, never
 * more.
 */
public final class ImagePattern {

    private static final int MAX_LENGTH = 1024;
    private static final String HUB = ImageReference.DEFAULT_REGISTRY + "/";
    private static final List<String> HUB_ALIASES = List.of("docker.io/", "registry-1.docker.io/");

    private final String glob;
    private final List<GlobMatcher> matchers;
    private final boolean widened;

    private ImagePattern(String glob, Set<String> forms, boolean widened) {
        this.glob = glob;
        this.matchers = forms.stream().map(GlobMatcher::compile).toList();
        this.widened = widened;
    }

    /**
     * Reads a glob.
     *
     * @throws IllegalArgumentException if a character may not stand in one: {@code invalid glob "<glob>"}
     */
    public static ImagePattern parse(String glob) {
        if (!isValid(glob)) {
            throw new IllegalArgumentException("invalid glob \"" + shown(glob) + "\"");
        }
        Set<String> forms = new LinkedHashSet<>();
        forms.add(upgraded(glob));
        boolean widened = forms.addAll(hubForms(glob));
        return new ImagePattern(glob, forms, widened);
    }

    /** Whether this is a glob: letters, digits and {@code - _ : / * . @}, at least one, at most 1024. */
    public static boolean isValid(String glob) {
        if (glob.isEmpty() || glob.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < glob.length(); i++) {
            if (!isAllowed(glob.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** As written. */
    public String glob() {
        return glob;
    }

    /** Whether Docker Hub's other names make this pattern match more than its letters say. */
    public boolean isWidened() {
        return widened;
    }

    /** Whether this image is meant, in any form of its name. */
    public boolean matches(ImageReference image) {
        return matchesAny(names(image));
    }

    /** Whether this image is meant, in any form of its name. */
    public boolean matches(PinnedReference image) {
        return matchesAny(names(image));
    }

    /** The forms of an image's name that patterns are tried on; to be made once for many patterns. */
    public static List<String> names(ImageReference image) {
        return names(image.context(), image.tag(), image.digest());
    }

    /** The forms of an image's name that patterns are tried on; to be made once for many patterns. */
    public static List<String> names(PinnedReference image) {
        return names(image.context(), image.tag(), image.digest());
    }

    private static List<String> names(String context, @Nullable String tag, @Nullable Digest digest) {
        String tagged = context + ":" + tag;
        if (digest == null) {
            return List.of(tagged);
        }
        String byDigest = context + "@" + digest;
        return tag == null ? List.of(byDigest) : List.of(byDigest, tagged, tagged + "@" + digest);
    }

    /** Whether any of these fully qualified names is meant. */
    public boolean matchesAny(List<String> names) {
        for (String name : names) {
            if (matchesName(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether this fully qualified name is meant. */
    public boolean matchesName(String name) {
        for (GlobMatcher matcher : matchers) {
            if (matcher.matches(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether no image can ever match, because every name ends in a tag or digest and the pattern ends without either
     * and without a wildcard behind its last {@code /}.
     */
    public boolean neverMatches() {
        String last = glob.substring(glob.lastIndexOf('/') + 1);
        return last.indexOf('*') < 0 && last.indexOf(':') < 0 && last.indexOf('@') < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImagePattern pattern && glob.equals(pattern.glob);
    }

    @Override
    public int hashCode() {
        return Objects.hash(glob);
    }

    @Override
    public String toString() {
        return glob;
    }

    private static String upgraded(String glob) {
        return switch (glob) {
            case "*/*" -> HUB + "*/*";
            case "*" -> HUB + "library/*";
            default -> glob;
        };
    }

    /** The same pattern under the one name that Docker Hub's images carry. */
    private static List<String> hubForms(String glob) {
        List<String> forms = new ArrayList<>();
        if (glob.equals("*") || glob.equals("*/*")) {
            return forms;
        }
        for (String alias : HUB_ALIASES) {
            if (glob.startsWith(alias)) {
                addHubForms(forms, glob.substring(alias.length()));
                return forms;
            }
        }
        int slash = glob.indexOf('/');
        String first = slash < 0 ? "" : glob.substring(0, slash);
        boolean hasHost = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        if (!hasHost && !glob.startsWith("**")) {
            addHubForms(forms, glob);
        }
        return forms;
    }

    private static void addHubForms(List<String> forms, String path) {
        forms.add(HUB + path);
        if (path.indexOf('/') < 0) {
            forms.add(HUB + "library/" + path);
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_:/*.@".indexOf(c) >= 0;
    }

    private static String shown(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }
}
