package dev.enforce.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The story as a picture of a terminal, for the README: an SVG with the very lines that were on the screen. */
final class Picture {

    private static final int LINE_HEIGHT = 17;
    private static final int MAX_COLUMNS = 132;
    private static final String CONTINUED = "      ";
    private static final double COLUMN = 7.2;
    private static final Map<String, String> COLOURS =
            Map.of("1", "#ffffff", "2", "#8b949e", "36", "#56d4dd", "32", "#3fb950", "31", "#f85149");

    private record Line(String style, String text) {}

    private final List<Line> lines = new ArrayList<>();

    /** @param style the code of the terminal's colour, or empty */
    void add(String style, String text) {
        String rest = text;
        while (rest.length() > MAX_COLUMNS) {
            int space = rest.lastIndexOf(' ', MAX_COLUMNS);
            int cut = space > MAX_COLUMNS / 2 ? space : MAX_COLUMNS;
            lines.add(new Line(style, rest.substring(0, cut)));
            rest = CONTINUED + rest.substring(cut).stripLeading();
        }
        lines.add(new Line(style, rest));
    }

    void write(Path file) throws IOException {
        int width = (int) (MAX_COLUMNS * COLUMN) + 40;
        int height = lines.size() * LINE_HEIGHT + 40;
        StringBuilder svg = new StringBuilder()
                .append(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Transcript of ./enforce demo\" ")
                .append(String.format(Locale.ROOT, "viewBox=\"0 0 %d %d\" width=\"%d\">%n", width, height, width))
                .append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n")
                .append("<g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,monospace\" font-size=\"12\" ")
                .append("fill=\"#e6edf3\" xml:space=\"preserve\">\n");
        int y = 30;
        for (Line line : lines) {
            if (!line.text().isBlank()) {
                svg.append(String.format(Locale.ROOT, "<text x=\"20\" y=\"%d\"%s>", y, fill(line.style())))
                        .append(escaped(line.text()))
                        .append("</text>\n");
            }
            y += LINE_HEIGHT;
        }
        Files.writeString(file, svg.append("</g>\n</svg>\n"));
    }

    private static String fill(String style) {
        String weight = style.equals("1") ? " font-weight=\"bold\"" : "";
        String colour = COLOURS.get(style);
        return colour == null ? weight : " fill=\"" + colour + "\"" + weight;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
