package dev.enforce.language.cue;

import dev.enforce.language.cue.value.Document;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.ListValue;
import dev.enforce.language.cue.value.Value.StringValue;
import dev.enforce.language.cue.value.Value.StructValue;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Real CUE, as the program that {@code conformance/languages/build} makes. */
final class Reference implements AutoCloseable {

    /** What the real engine says. */
    record Answer(String outcome, String text, List<String> paths) {}

    private final String program;
    private Process process;
    private BufferedWriter questions;
    private BufferedReader answers;

    Reference(String program) {
        this.program = program;
        start();
    }

    private void start() {
        try {
            process = new ProcessBuilder(program)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    Answer ask(String policy, String document) {
        try {
            questions.write("{\"language\":\"cue\",\"policy\":" + quoted(policy) + ",\"document\":"
                    + document.replace('\n', ' ') + "}\n");
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                start();
                return new Answer("reference-crashed", "", List.of());
            }
            return answer((StructValue) Document.read(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer answer(StructValue answer) {
        List<String> errors = texts(answer, "errors");
        String outcome = ((StringValue) answer.fields().get("outcome")).value();
        return new Answer(outcome, errors.isEmpty() ? "" : errors.getFirst(), texts(answer, "paths"));
    }

    private static List<String> texts(StructValue answer, String key) {
        return answer.fields().get(key) instanceof ListValue list
                ? list.items().stream().map(Reference::text).toList()
                : List.of();
    }

    private static String text(Value value) {
        return ((StringValue) value).value();
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < 0x20 || c == '"' || c == '\\') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
