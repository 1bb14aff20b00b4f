package dev.firn.engine.cold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
