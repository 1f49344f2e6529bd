package dev.enforce.policy;

import java.util.Optional;

/** What {@code source.oci} may name: a registry, or a repository with its whole path. */
final class SourceNames {

    private static final String REPOSITORY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-./";
    private static final String HOST_CHARACTERS = "-._~!$&'()*+,;=:[]<>\"";
    private static final int SHORTEST = 2;
    private static final int LONGEST = 255;

    private SourceNames() {}

    /** What is wrong with it, as details of an invalid value. */
    static Optional<String> problem(String oci) {
        int slash = oci.indexOf('/');
        String first = slash < 0 ? "" : oci.substring(0, slash);
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0
                ? repositoryProblem(first, oci.substring(slash + 1))
                : registryProblem(oci);
    }

    private static Optional<String> repositoryProblem(String registry, String repository) {
        if (repository.length() < SHORTEST || repository.length() > LONGEST) {
            return Optional.of("repository must be between " + SHORTEST + " and " + LONGEST + " characters in length: "
                    + repository);
        }
        for (int i = 0; i < repository.length(); i++) {
            if (REPOSITORY_CHARACTERS.indexOf(repository.charAt(i)) < 0) {
                return Optional.of(
                        "repository can only contain the characters `" + REPOSITORY_CHARACTERS + "`: " + repository);
            }
        }
        Optional<String> problem = registryProblem(registry);
        if (problem.isPresent()) {
            return problem;
        }
        boolean hub = registry.equals("index.docker.io") || registry.equals("docker.io");
        return hub && repository.indexOf('/') < 0
                ? Optional.of("strict validation requires the full repository path (missing 'library')")
                : Optional.empty();
    }

    private static Optional<String> registryProblem(String registry) {
        return isAuthority(registry)
                ? Optional.empty()
                : Optional.of("registries must be valid RFC 3986 URI authorities: " + registry);
    }

    private static boolean isAuthority(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && HOST_CHARACTERS.indexOf(c) < 0) {
                return false;
            }
        }
        int colon = text.lastIndexOf(':');
        return text.endsWith("]")
                || colon < 0
                || text.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
