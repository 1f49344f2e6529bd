package dev.enforce.policy;

import dev.enforce.model.ImagePattern;
import dev.enforce.policy.ClusterImagePolicySpec.Authority;
import dev.enforce.policy.ClusterImagePolicySpec.Match;
import dev.enforce.policy.ClusterImagePolicySpec.Requirement;
import dev.enforce.policy.ClusterImagePolicySpec.Selector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every rule for a ClusterImagePolicy. Reports all that is wrong, never only the first. */
final class ClusterImagePolicyValidation {

    private static final Set<String> MODES = Set.of("enforce", "warn");
    private static final Set<String> RESOURCES =
            Set.of("pods", "replicasets", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs");
    private static final String IMAGES = "spec.images";
    private static final String AUTHORITIES = "spec.authorities";

    private final ClusterImagePolicy policy;
    private final PolicySettings settings;
    private final FieldErrors errors;

    private ClusterImagePolicyValidation(ClusterImagePolicy policy, PolicySettings settings, FieldErrors errors) {
        this.policy = policy;
        this.settings = settings;
        this.errors = errors;
    }

    static void validate(ClusterImagePolicy policy, PolicySettings settings, FieldErrors errors) {
        ClusterImagePolicyValidation validation = new ClusterImagePolicyValidation(policy, settings, errors);
        validation.images();
        validation.authorities();
        validation.mode();
        validation.match();
        PredicatePolicyValidation.validateForSpec(policy.spec().policy(), errors);
    }

    private void images() {
        List<ClusterImagePolicySpec.Image> images = policy.spec().images();
        if (images.isEmpty()) {
            errors.missing(IMAGES);
        }
        for (int i = 0; i < images.size(); i++) {
            String path = IMAGES + "[" + i + "].glob";
            String glob = images.get(i).glob();
            if (glob.isEmpty()) {
                errors.missing(path);
            } else {
                glob(glob, path);
            }
        }
    }

    private void glob(String written, String path) {
        String glob = Globs.unquoted(written);
        String problem = Globs.problem(glob).orElse(null);
        if (problem != null) {
            errors.invalid(
                    written,
                    path,
                    problem,
                    "A glob holds letters, digits, - _ : / . @ and the wildcards * and **, for instance ghcr.io/team/**.");
            return;
        }
        if (!glob.equals(written)) {
            errors.warning(
                    "typographic quotes around the glob are ignored",
                    written,
                    "Write plain quotes: \"" + glob + "\".",
                    path);
        }
        ImagePattern pattern = ImagePattern.parse(glob);
        if (pattern.neverMatches()) {
            errors.warning(
                    "the glob never matches an image",
                    "every image name ends in a tag or a digest",
                    "Write " + glob + ":* for its tags, " + glob + "@* for its digests, or " + glob + "** for both.",
                    path);
        }
        if (pattern.isWidened() && hasStaticPass()) {
            errors.warning(
                    "the glob also matches the images of Docker Hub that it names in short",
                    "a static authority lets all of them pass",
                    "Write the registry in front, for instance index.docker.io/" + glob + ".",
                    path);
        }
    }

    private boolean hasStaticPass() {
        return policy.spec().authorities().stream()
                .map(Authority::fixed)
                .anyMatch(fixed -> fixed != null && fixed.action().equals("pass"));
    }

    private void authorities() {
        List<Authority> authorities = policy.spec().authorities();
        if (authorities.isEmpty() && settings.failOnEmptyAuthorities()) {
            errors.missing(AUTHORITIES);
        }
        boolean identitiesOptional = settings.identitiesOptional().contains(policy.apiVersion());
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < authorities.size(); i++) {
            String path = AUTHORITIES + "[" + i + "]";
            AuthorityValidation.validate(
                    authorities.get(i), path, settings.systemNamespace(), identitiesOptional, errors);
            uniqueName(ClusterImagePolicyDefaults.nameOf(authorities.get(i), i), i, names);
        }
    }

    private void uniqueName(String name, int index, Map<String, Integer> names) {
        Integer first = names.putIfAbsent(name, index);
        if (first != null) {
            for (int i : new int[] {first, index}) {
                errors.invalid(
                        name,
                        AUTHORITIES + "[" + i + "].name",
                        "authority names must be unique",
                        "Give each authority a name of its own, or none.");
            }
        }
    }

    private void mode() {
        String mode = policy.spec().mode();
        if (!mode.isEmpty() && !MODES.contains(mode)) {
            errors.invalid(mode, "spec.mode", "unsupported mode", "Write enforce or warn.");
        }
    }

    private void match() {
        List<Match> matches = policy.spec().match();
        for (int i = 0; i < matches.size(); i++) {
            match(matches.get(i), "spec.match[" + i + "]");
        }
    }

    private void match(Match match, String path) {
        if (match.resource().isEmpty()) {
            errors.warning(
                    "the match never matches an object",
                    "resource is compared literally and is empty",
                    "Add the plural of a kind, for instance resource: pods.",
                    path);
        } else if (!RESOURCES.contains(match.resource()) && !isKnativeService(match)) {
            errors.invalid(
                    match.resource(),
                    path + ".resource",
                    "unsupported resource name",
                    Suggestions.nearest(match.resource(), RESOURCES)
                            .map(nearest -> "Did you mean " + nearest + "?")
                            .orElse(
                                    "Write pods, replicasets, deployments, statefulsets, daemonsets, jobs or cronjobs."));
        }
        Selector selector = match.selector();
        if (selector == null) {
            return;
        }
        if (match.resource().isEmpty()
                && match.version().isEmpty()
                && match.group().isEmpty()) {
            errors.invalid(
                    match.resource(),
                    path + ".selector",
                    "selector requires a resource type to match the labels",
                    "Add resource, and group and version where they are not the core ones.");
        }
        for (int i = 0; i < selector.matchExpressions().size(); i++) {
            requirement(selector.matchExpressions().get(i), path + ".selector.matchExpressions[" + i + "]");
        }
    }

    /** Not intercepted at admission, but continuous verification sees Knative and Cloud Run services. */
    private static boolean isKnativeService(Match match) {
        return match.resource().equals("services") && match.group().equals("serving.knative.dev");
    }

    private void requirement(Requirement requirement, String path) {
        if (requirement.key().isEmpty()) {
            errors.missing(path + ".key");
        }
        LabelSelector.Operator operator = LabelSelector.Operator.find(requirement.operator());
        if (operator == null) {
            errors.invalid(
                    requirement.operator(),
                    path + ".operator",
                    "not a valid label selector operator",
                    "Write In, NotIn, Exists or DoesNotExist.");
            return;
        }
        boolean wantsValues = operator == LabelSelector.Operator.IN || operator == LabelSelector.Operator.NOT_IN;
        if (wantsValues && requirement.values().isEmpty()) {
            errors.missing(path + ".values");
        }
        if (!wantsValues && !requirement.values().isEmpty()) {
            errors.disallowed(path + ".values");
        }
    }
}
