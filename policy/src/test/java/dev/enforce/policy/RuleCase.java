package dev.enforce.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cases of rules as data: the form is told at the top of {@code rules/spec.cases}. */
record RuleCase(String name, List<String> options, String spec, String errors, String warnings, List<String> parts) {

    private static final Pattern KEY = Pattern.compile("\\$\\{([a-z0-9-]+)}");

    static List<RuleCase> read(String resource) {
        List<RuleCase> cases = new ArrayList<>();
        for (String block : TestResources.text(resource).split("\n(?=\\[)")) {
            if (block.startsWith("[")) {
                cases.add(parse(block));
            }
        }
        return cases;
    }

    private static RuleCase parse(String block) {
        List<String> lines = block.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        StringBuilder spec = new StringBuilder();
        lines.stream()
                .filter(line -> line.startsWith(">"))
                .forEach(line -> spec.append(line.substring(2)).append('\n'));
        lines.stream()
                .filter(line -> line.startsWith("A>"))
                .forEach(line -> spec.append("{images: [{glob: \"**\"}], authorities: [")
                        .append(line.substring(3))
                        .append("]}"));
        return new RuleCase(
                lines.getFirst().substring(1, lines.getFirst().length() - 1),
                lines.stream()
                        .filter(line -> line.startsWith("%"))
                        .flatMap(line -> List.of(line.substring(2).split(" ")).stream())
                        .toList(),
                KEY.matcher(spec).replaceAll(match -> Matcher.quoteReplacement(quotedKey(match.group(1)))),
                joined(lines, "!"),
                joined(lines, "?"),
                lines.stream()
                        .filter(line -> line.startsWith("~"))
                        .map(line -> line.substring(2))
                        .toList());
    }

    /** The document around the case's spec. */
    String document() {
        return "{apiVersion: policy.sigstore.dev/" + (options.contains("v1alpha1") ? "v1alpha1" : "v1beta1")
                + ", kind: ClusterImagePolicy, metadata: {name: case}, spec: \n" + spec + "}";
    }

    PolicySettings settings() {
        PolicySettings settings = options.contains("identities-required")
                ? PolicySettings.DEFAULT.withIdentitiesRequired()
                : PolicySettings.DEFAULT;
        return settings.withFailOnEmptyAuthorities(!options.contains("empty-authorities"))
                .withPredicateLanguages(Set.of("cue", "rego"));
    }

    private static String quotedKey(String name) {
        return "\"" + TestResources.text("keys/" + name + ".pem").replace("\n", "\\n") + "\"";
    }

    private static String joined(List<String> lines, String mark) {
        return String.join(
                "\n",
                lines.stream()
                        .filter(line -> line.startsWith(mark))
                        .map(line -> line.substring(2))
                        .toList());
    }

    @Override
    public String toString() {
        return name;
    }
}
