package dev.enforce.cli.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what the command line names, bounded. */
final class InputFile {

    private InputFile() {}

    /**
     * A whole file.
     *
     * @throws InputException if there is none, or it is longer than {@code maxBytes}
     */
    static byte[] read(String file, int maxBytes) {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new InputException(file + ": it is a directory");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw new InputException(file + ": longer than " + maxBytes + " bytes");
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file", e);
        } catch (IOException | InvalidPathException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
