package dev.enforce.signing.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.enforce.signing.SigningException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was appended is there after any crash; what was half written is not. */
class JournalTest {

    @TempDir
    Path folder;

    @Test
    void handsOverWhatItHoldsInOrder() {
        append("one", "", "three");
        assertThat(read()).containsExactly("one", "", "three");
        append("four");
        assertThat(read()).containsExactly("one", "", "three", "four");
    }

    @Test
    void cutsOffARecordThatACrashLeftHalfWritten() throws IOException {
        append("kept");
        long whole = Files.size(file());
        append("torn apart");
        byte[] all = Files.readAllBytes(file());
        for (int length = (int) whole; length < all.length; length++) {
            Files.write(file(), Arrays.copyOf(all, length));
            assertThat(read()).containsExactly("kept");
            assertThat(Files.size(file())).isEqualTo(whole);
        }
    }

    @Test
    void appendsAfterACutTail() throws IOException {
        append("kept", "torn");
        byte[] all = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(all, all.length - 1));
        append("next");
        assertThat(read()).containsExactly("kept", "next");
    }

    @Test
    void refusesDamageThatOtherRecordsFollow() throws IOException {
        append("first", "second");
        byte[] all = Files.readAllBytes(file());
        all[9] ^= 1;
        Files.write(file(), all);
        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        SigningException.class, e -> assertThat(e.code()).isEqualTo(SigningException.Code.STORAGE))
                .hasMessageContaining("damaged at byte 0");
    }

    @Test
    void refusesASecondOwner() {
        DataDirectory directory = DataDirectory.at(folder);
        try (Journal _ = directory.journal("log", _ -> {})) {
            assertThatThrownBy(() -> directory.journal("log", _ -> {})).hasMessageContaining("in use already");
        }
    }

    @Test
    void refusesARecordThatIsTooLarge() {
        try (Journal journal = DataDirectory.at(folder).journal("log", _ -> {})) {
            assertThatThrownBy(() -> journal.append(new byte[Journal.MAX_RECORD_BYTES + 1]))
                    .isInstanceOf(SigningException.class);
        }
    }

    private Path file() {
        return folder.resolve("log");
    }

    private void append(String... records) {
        try (Journal journal = DataDirectory.at(folder).journal("log", _ -> {})) {
            for (String record : records) {
                journal.append(record.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private List<String> read() {
        List<String> records = new ArrayList<>();
        try (Journal _ = DataDirectory.at(folder)
                .journal("log", record -> records.add(new String(record, StandardCharsets.UTF_8)))) {
            return records;
        }
    }
}
