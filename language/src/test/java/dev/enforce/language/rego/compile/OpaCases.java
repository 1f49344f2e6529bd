package dev.enforce.language.rego.compile;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.enforce.language.PolicyTextException;
import dev.enforce.language.rego.evaluate.Program;
import dev.enforce.language.rego.limit.RegoException;
import dev.enforce.language.rego.limit.RegoLimits;
import dev.enforce.language.rego.syntax.Module;
import dev.enforce.language.rego.syntax.ModuleParser;
import dev.enforce.language.rego.value.ArrayValue;
import dev.enforce.language.rego.value.JsonReader;
import dev.enforce.language.rego.value.ObjectValue;
import dev.enforce.language.rego.value.SetValue;
import dev.enforce.language.rego.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs OPA's own test cases, which Go keeps in its cache of modules. */
final class OpaCases {

    private static final RegoLimits LIMITS = new RegoLimits(50_000_000, Duration.ofSeconds(5), 400, 1 << 22, 1_000_000);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

    /** One case: what it is called, and what is wrong with our answer; nothing when it is right. */
    record Answer(String name, Optional<String> difference) {}

    private OpaCases() {}

    static List<Answer> run(Path testdata) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(testdata)) {
            files = all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        List<Answer> answers = new ArrayList<>();
        for (Path file : files) {
            String version = testdata.relativize(file).getName(0).toString();
            JsonNode cases = YAML.readTree(Files.readString(file)).path("cases");
            int number = 0;
            for (JsonNode one : cases) {
                String name = testdata.relativize(file) + "#" + number++;
                answers.add(new Answer(name, difference(one, version.equals("v1"))));
            }
        }
        return answers;
    }

    private static Optional<String> difference(JsonNode test, boolean version1) {
        boolean wantsError = test.has("want_error") || test.has("want_error_code");
        Optional<Value> found;
        try {
            found = answer(test, version1);
        } catch (PolicyTextException e) {
            boolean compileError = wantsError && e.code() != PolicyTextException.Code.UNSUPPORTED;
            return compileError ? Optional.empty() : Optional.of("compile: " + e.getMessage());
        } catch (RegoException e) {
            return wantsError && e.kind() == RegoException.Kind.CONFLICT
                    ? Optional.empty()
                    : Optional.of("evaluate: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of("BROKEN: " + e + " " + List.of(e.getStackTrace()).subList(0, 2));
        }
        if (wantsError) {
            return test.path("strict_error").asBoolean()
                    ? Optional.empty()
                    : Optional.of("wanted error " + test.path("want_error_code").asText() + " "
                            + test.path("want_error").asText() + ", found " + found);
        }
        return compare(test, found);
    }

    private static Optional<String> compare(JsonNode test, Optional<Value> found) {
        List<Value> solutions =
                found.map(value -> ((SetValue) value).elements()).orElse(List.of());
        if (test.has("want_result") && !test.path("want_result").isNull()) {
            Set<Value> wanted = new TreeSet<>();
            boolean sort = test.path("sort_bindings").asBoolean();
            test.path("want_result").forEach(node -> wanted.add(shown(json(node), sort)));
            Set<Value> got = new TreeSet<>();
            for (Value solution : solutions) {
                got.add(shown(JsonReader.read(solution.json()).orElseThrow(), sort));
            }
            return wanted.equals(got) ? Optional.empty() : Optional.of("wanted " + wanted + ", found " + got);
        }
        boolean defined = test.path("want_defined").asBoolean();
        return test.has("want_defined") && defined == solutions.isEmpty()
                ? Optional.of("wanted defined=" + defined + ", found " + solutions)
                : Optional.empty();
    }

    private static Value shown(Value value, boolean sort) {
        return sort ? sorted(value) : value;
    }

    private static Value sorted(Value value) {
        return switch (value) {
            case ArrayValue(List<Value> elements) ->
                new ArrayValue(elements.stream().map(OpaCases::sorted).sorted().toList());
            case ObjectValue object ->
                ObjectValue.of(
                        object.keys(),
                        object.values().stream().map(OpaCases::sorted).toList());
            default -> value;
        };
    }

    private static Value json(JsonNode node) {
        try {
            return JsonReader.read(new ObjectMapper().writeValueAsString(node)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Value> answer(JsonNode test, boolean version1) {
        List<Module> modules = new ArrayList<>();
        for (JsonNode module : test.path("modules")) {
            modules.add(ModuleParser.parse(module.asText(), version1));
        }
        modules.add(query(test.path("query").asText(), version1));
        Program program = RegoCompiler.compile(modules);
        Value data = test.has("data") && !test.path("data").isNull() ? json(test.path("data")) : ObjectValue.EMPTY;
        Value input = test.has("input") ? json(test.path("input")) : null;
        if (test.has("input_term")) {
            input = term(test.path("input_term").asText());
        }
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        return program.evaluate(List.of("opa_query", "q"), input, (ObjectValue) data, LIMITS, () -> now);
    }

    private static Value term(String text) {
        Program program = RegoCompiler.compile(
                List.of(ModuleParser.parse("package opa_query\nq = " + text + " { true }", false)));
        return program.evaluate(List.of("opa_query", "q"), null, ObjectValue.EMPTY, LIMITS, () -> Instant.EPOCH)
                .orElseThrow();
    }

    private static Module query(String query, boolean version1) {
        String imports = version1 ? "package opa_query\nimport rego.v1\n" : "package opa_query\n";
        String condition = version1 ? " if {\n" : " {\n";
        Module plain = ModuleParser.parse(imports + "q" + condition + query + "\n}", version1);
        Set<String> variables =
                new TreeSet<>(Variables.ofBody(plain.rules().getFirst().body().expressions(), Variables.CLOSURES));
        variables.removeIf(name -> name.startsWith("$") || Terms.isRoot(name));
        StringBuilder bindings = new StringBuilder("{");
        for (String name : variables) {
            bindings.append(bindings.length() > 1 ? ", " : "")
                    .append('"')
                    .append(name)
                    .append("\": ")
                    .append(name);
        }
        String head = version1 ? "q contains " + bindings + "}" : "q[" + bindings + "}]";
        return ModuleParser.parse(imports + head + condition + query + "\n}", version1);
    }

    public static void main(String[] arguments) throws IOException {
        List<Answer> answers = run(Path.of(arguments[0]));
        answers.stream()
                .filter(answer -> answer.difference().isPresent())
                .forEach(answer -> System.out.println(
                        answer.name() + " " + answer.difference().orElse("")));
        long wrong = answers.stream()
                .filter(answer -> answer.difference().isPresent())
                .count();
        System.out.println(answers.size() - wrong + " of " + answers.size() + " pass");
    }
}
