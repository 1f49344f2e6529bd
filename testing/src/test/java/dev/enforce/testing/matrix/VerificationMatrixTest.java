package dev.enforce.testing.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Executes every combination and holds the published matrix against what came out. */
class VerificationMatrixTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "reference", "verification-matrix.md");
    private static final String WRITE = "enforce.matrix.write";

    private static final Map<Cell.Layout, List<Cell.Content>> FORMATS = formats();

    private static Map<Cell.Layout, List<Cell.Content>> formats() {
        List<Cell.Content> bundles = List.of(Cell.Content.BUNDLE_SIGNATURE, Cell.Content.BUNDLE_ATTESTATION);
        Map<Cell.Layout, List<Cell.Content>> formats = new LinkedHashMap<>();
        formats.put(Cell.Layout.TAGS, List.of(Cell.Content.SIMPLE_SIGNING, Cell.Content.LEGACY_ATTESTATION));
        formats.put(Cell.Layout.REFERRERS, bundles);
        formats.put(Cell.Layout.FALLBACK, bundles);
        formats.put(
                Cell.Layout.FILE,
                List.of(
                        Cell.Content.FILE_V01,
                        Cell.Content.FILE_V02,
                        Cell.Content.FILE_V03,
                        Cell.Content.STATEMENT_V01,
                        Cell.Content.STATEMENT_V02,
                        Cell.Content.STATEMENT_V03));
        return formats;
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        FORMATS.forEach((layout, contents) -> {
            for (Cell.Content content : contents) {
                for (Cell.KeyKindShown key : Cell.KeyKindShown.values()) {
                    for (boolean timestamp : new boolean[] {false, true}) {
                        for (Cell.Log log : Cell.Log.values()) {
                            cells.add(new Cell(layout, content, key, log, timestamp));
                        }
                    }
                }
            }
        });
        return cells;
    }

    @Test
    void publishesWhatIsProven() throws IOException {
        Map<Cell, SignedCells.Outcome> outcomes = new LinkedHashMap<>();
        try (SignedCells signed = new SignedCells()) {
            cells().forEach(cell -> outcomes.put(cell, signed.prove(cell)));
        }
        FixtureCells.Proven fixtures = FixtureCells.judge();

        String document = MatrixDocument.write(outcomes, fixtures.cells());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(DOCUMENT, document);
        }

        assertThat(fixtures.wrong())
                .as("fixtures that were judged otherwise than expected")
                .isEmpty();
        assertThat(outcomes.entrySet().stream()
                        .filter(entry -> isWrong(entry.getKey(), entry.getValue()))
                        .map(Map.Entry::getKey))
                .as("combinations that are judged wrongly")
                .isEmpty();
        assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
                .as("%s is out of date: run this test with -D%s=true", DOCUMENT, WRITE)
                .isEqualTo(document);
    }

    private static boolean isWrong(Cell cell, SignedCells.Outcome outcome) {
        return switch (outcome) {
            case PROVEN -> mustBeRefused(cell);
            case REFUSED -> !mustBeRefused(cell);
            case NOT_MADE -> false;
            case WRONG -> true;
        };
    }

    /** Nobody witnessed the certificate's minutes, or a promise that the version demands is missing. */
    private static boolean mustBeRefused(Cell cell) {
        boolean unwitnessed =
                cell.key() == Cell.KeyKindShown.CERTIFICATE && cell.log() == Cell.Log.NONE && !cell.timestamp();
        boolean unpromised = cell.content().name().endsWith("V01") && cell.log() == Cell.Log.REKOR2;
        return unwitnessed || unpromised;
    }
}
