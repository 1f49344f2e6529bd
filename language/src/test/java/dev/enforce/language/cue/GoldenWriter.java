package dev.enforce.language.cue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks real CUE for the expectations of golden files: {@code GoldenWriter <reference program> <file>…}. */
final class GoldenWriter {

    private GoldenWriter() {}

    public static void main(String[] arguments) throws IOException {
        try (Reference reference = new Reference(arguments[0])) {
            for (int i = 1; i < arguments.length; i++) {
                Path file = Path.of(arguments[i]);
                List<String> written = new ArrayList<>();
                for (GoldenCases.Case each :
                        GoldenCases.read(Files.readString(file).strip())) {
                    var real = GoldenCases.of(reference.ask(each.policy(), each.document()));
                    var ours = GoldenCases.ours(each.policy(), each.document());
                    boolean sameText = ours.text().equals(real.text());
                    var marked =
                            sameText ? real : new GoldenCases.Outcome(real.outcome(), real.path(), "~" + real.text());
                    written.add(each.question() + "\n=>\n" + marked);
                    if (!ours.outcome().equals(real.outcome()) || !ours.path().equals(real.path())) {
                        System.out.println("differs: " + each + "\n  real " + real + "\n  ours " + ours);
                    }
                }
                Files.writeString(file, String.join(GoldenCases.NEXT, written) + "\n");
            }
        }
    }
}
