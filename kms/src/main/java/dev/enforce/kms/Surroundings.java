package dev.enforce.kms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Environment variables and files that cloud credentials come from. Never shows what it holds. */
public final class Surroundings {

    private static final int MAX_FILE = 64 << 10;

    private final Map<String, String> variables;

    /** @param variables of the environment, given by whoever starts the program */
    public Surroundings(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** A variable that is set and not empty. */
    Optional<String> find(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String get(String name, String whenAbsent) {
        return find(name).orElse(whenAbsent);
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    /** The text of a file, read anew each time, since tokens are renewed. */
    static String read(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                throw new KmsException(KmsException.Code.CREDENTIALS, "credentials file is too large");
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException | InvalidPathException e) {
            throw new KmsException(
                    KmsException.Code.CREDENTIALS, "credentials file cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Surroundings of " + variables.size() + " variables";
    }
}
