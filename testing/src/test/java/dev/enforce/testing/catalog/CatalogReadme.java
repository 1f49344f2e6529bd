package dev.enforce.testing.catalog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page that lists the catalog. */
final class CatalogReadme {

    private static final Map<String, String> CATEGORIES = new TreeMap<>(Map.of(
            "benchmarks", "Benchmarks",
            "images", "Images",
            "packages", "Packages",
            "landscape", "Sigstore landscape",
            "templates", "Templates",
            "vendors", "Vendors"));

    private static final String INTRODUCTION = """
            # Policy catalog

            %d policies to apply as they are or to start from, in %d categories. Each file is a ClusterImagePolicy \
            (`kubectl apply -f`, or as a policy of a group); `<name>.cases.yaml` beside it says what it admits and what \
            it refuses. This page is written by `catalog/check --write`.

            ## Cases

            A case tells what is known about an image, and what the policy must make of it:

            | field | meaning |
            |---|---|
            | `name` | what is special about the case |
            | `image` | the image; `registry.example.com/app` if absent |
            | `resource` | the object that runs it, for policies that see its spec or match kinds |
            | `config` | the image's configuration by platform |
            | `signatures` | who signed: `issuer` and `subject` of a certificate, or `key`, the SHA-256 of a public key |
            | `attestations` | `predicateType`, `signedBy`, and `predicate` or `predicateFile` (from `samples/`); \
            `wrapped: true` puts it into `{Data, Timestamp}` as cosign 1 did |
            | `input` | the whole document of the policy over all authorities, instead of the above |
            | `expect` | `pass`, `fail`, `warn` (refused, but the mode is warn; or passed with a warning), `uncovered` |
            | `message` | part of what the policy says, or the path of the mistake |

            `${now-10d}` stands for the time ten days ago. The build tries all cases with our own engines for Rego and \
            CUE, and with the real ones where these can be built; `catalog/check` does only that.
            """;

    private CatalogReadme() {}

    static String of(List<CatalogPolicy> policies) {
        StringBuilder page = new StringBuilder(INTRODUCTION.formatted(policies.size(), CATEGORIES.size()));
        CATEGORIES.forEach((folder, title) -> {
            page.append("\n## ")
                    .append(title)
                    .append("\n\n| policy | mode | language | what it does |\n|---|---|---|---|\n");
            page.append(policies.stream()
                    .filter(policy -> policy.category().equals(folder))
                    .map(CatalogReadme::row)
                    .collect(Collectors.joining()));
        });
        return page.toString();
    }

    private static String row(CatalogPolicy policy) {
        return "| [%s](%s/%s.yaml) | %s | %s | %s |\n"
                .formatted(
                        policy.title(),
                        policy.category(),
                        policy.name(),
                        policy.spec().mode(),
                        policy.languages(),
                        policy.description());
    }
}
