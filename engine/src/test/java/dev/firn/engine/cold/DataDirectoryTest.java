package dev.firn.engine.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataDirectoryTest {
    private static final Intent INTENT = new Intent(1, "shared/ns/t/batch-7.parquet", "FL-1");

    @TempDir
    private Path root;

    private DataDirectory directory;
    private Path file;
    private Path temporary;

    @BeforeEach
    void createDirectory() throws IOException {
        directory = new DataDirectory(root, new LocalFileCalls());
        file = root.resolve("shared/ns/t/batch-7.parquet");
        temporary = root.resolve("shared/ns/t/.batch-7.parquet.tmp");
        Files.createDirectories(file.getParent());
    }

    @Test
    void sweepDeletesWhatTheWriterLeftUnderEitherName() throws IOException {
        Files.writeString(temporary, "half");
        directory.sweep(INTENT);
        assertThat(temporary).doesNotExist();

        Files.writeString(temporary, "whole");
        Files.createLink(file, temporary);
        directory.sweep(INTENT);
        assertThat(temporary).doesNotExist();
        assertThat(file).doesNotExist();

        directory.sweep(INTENT);
    }

    @Test
    void sweepLeavesAForeignFileUnderTheFinalName() throws IOException {
        Files.writeString(file, "somebody else's");
        Files.writeString(temporary, "ours");

        directory.sweep(INTENT);

        assertThat(file).hasContent("somebody else's");
        assertThat(temporary).doesNotExist();
    }

    @Test
    void sweepFindsNothingWhereAFileStandsInTheWayOfAFolder() throws IOException {
        Files.delete(file.getParent());
        Files.writeString(file.getParent(), "no folder");

        directory.sweep(INTENT);

        assertThat(file.getParent()).hasContent("no folder");
    }

    @Test
    void takenNameGetsANumber() throws IOException {
        assertThat(directory.freePath("shared/ns/t", 7, path -> false)).isEqualTo("shared/ns/t/batch-7.parquet");
        Files.writeString(file, "rows");
        assertThat(directory.freePath("shared/ns/t", 7, path -> false)).isEqualTo("shared/ns/t/batch-7-1.parquet");
        Files.writeString(root.resolve("shared/ns/t/.batch-7-1.parquet.tmp"), "rows");
        assertThat(directory.freePath("shared/ns/t", 7, path -> false)).isEqualTo("shared/ns/t/batch-7-2.parquet");
    }

    @Test
    void filesThatNobodyListsAreNamed() throws IOException {
        Files.writeString(file, "rows");
        Files.writeString(temporary, "rows");
        Files.writeString(root.resolve("shared/ns/t/notes.txt"), "words");

        assertThat(directory.unknownFiles(List.of()))
                .containsExactly("shared/ns/t/.batch-7.parquet.tmp", "shared/ns/t/batch-7.parquet");
    }

    /** A start lists the directory while files of the manifest are unlinked. */
    @Test
    void filesThatGoMeanwhileAreNotMissed() throws Exception {
        Files.writeString(file, "rows");
        AtomicBoolean listed = new AtomicBoolean();
        Thread unlinking = new Thread(() -> {
            for (int i = 0; !listed.get(); i++) {
                createAndDelete(root.resolve("user" + i % 7 + "/tables"));
            }
        });
        unlinking.start();
        try {
            for (int i = 0; i < 300; i++) {
                assertThat(directory.unknownFiles(List.of())).contains("shared/ns/t/batch-7.parquet");
            }
        } finally {
            listed.set(true);
            unlinking.join();
        }
    }

    private static void createAndDelete(Path folder) {
        try {
            Files.createDirectories(folder);
            List<Path> made = new ArrayList<>(List.of(folder.getParent(), folder));
            for (int i = 0; i < 20; i++) {
                made.add(Files.writeString(folder.resolve("batch-" + i + ".parquet"), "rows"));
            }
            Collections.reverse(made);
            for (Path path : made) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesBelowALinkToADirectoryAreNamed() throws IOException {
        Files.writeString(file, "rows");
        Path link = Files.createSymbolicLink(root.resolve("elsewhere"), root.resolve("shared"));

        assertThat(new DataDirectory(link, new LocalFileCalls()).unknownFiles(List.of()))
                .containsExactly("ns/t/batch-7.parquet");
    }

    @Test
    void aDirectoryThatIsMissingIsAnError() {
        DataDirectory missing = new DataDirectory(root.resolve("missing"), new LocalFileCalls());

        assertThatThrownBy(() -> missing.unknownFiles(List.of()))
                .hasMessage("Cannot list data files: No such file or directory (missing)");
    }

    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "test_user_001, test_user_001",
        "Alice, _u416c696365",
        "shared, _u736861726564",
        "../x, _u2e2e2f78",
        "_u61, _u5f753631",
        "é, _uc3a9"
    })
    void everyUserHasAFolderThatMeetsNoOther(String userId, String folder) {
        assertThat(DataFileLayout.directory(new TableName("ns", "t"), new TableScope.User(userId)))
                .isEqualTo(folder + "/tables/ns/t");
    }
}
