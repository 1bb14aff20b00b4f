package dev.firn.engine.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;

/** The data files of an engine, to be damaged and repaired. */
final class DataFiles {
    private final TestingEngine engine;
    private final Path data;
    /** Steps of the file system's clock may be longer than a test takes: every change of a file gets a time of its own. */
    private long touches;

    DataFiles(TestingEngine engine, Path root) {
        this.engine = engine;
        this.data = root.resolve("data");
    }

    Table table(String name) {
        String[] parts = name.split("\\.");
        try (ReadView view = engine.engine().committer().acquire()) {
            return view.catalog().table(new TableName(parts[0], parts[1])).orElseThrow();
        }
    }

    /** A table's files, oldest first. */
    List<DataFile> of(String name) {
        Table table = table(name);
        try (ReadView view = engine.engine().committer().acquire()) {
            return view.manifest().files().stream()
                    .filter(file -> file.tableId() == table.id())
                    .sorted(Comparator.comparing(DataFile::id))
                    .toList();
        }
    }

    Path path(DataFile file) {
        return data.resolve(file.path());
    }

    byte[] bytes(DataFile file) throws IOException {
        return Files.readAllBytes(path(file));
    }

    /** Writes other bytes under the file's name, and lets the file system show it. */
    void overwrite(DataFile file, byte[] bytes) throws IOException {
        Files.write(path(file), bytes);
        Files.setLastModifiedTime(path(file), FileTime.fromMillis(1_000_000_000_000L + ++touches));
    }

    /** Writes other bytes of the same length in a way that the file system does not show, as a failing disk does. */
    void rot(DataFile file, byte[] bytes) throws IOException {
        FileTime before = Files.getLastModifiedTime(path(file));
        Files.write(path(file), bytes);
        Files.setLastModifiedTime(path(file), before);
    }

    static byte[] withFlippedBit(byte[] bytes, int place) {
        byte[] damaged = bytes.clone();
        damaged[place] ^= 0x10;
        return damaged;
    }

    /** Fails unless the statement needs the file and says so. */
    EngineException expectUnavailable(DataFile file, Caller caller, String sql) {
        EngineException failure = catchThrowableOfType(EngineException.class, () -> engine.rows(caller, sql));
        assertThat(failure).as(sql).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
        assertThat(failure.details()).containsEntry("file_id", String.valueOf(file.id()));
        assertThat(failure)
                .hasMessageContaining("data file " + file.id() + " is quarantined")
                .hasMessageContaining("STORAGE DROP FILE '" + file.id() + "'");
        assertThat(failure.getMessage()).doesNotContain(".parquet").doesNotContain("/");
        return failure;
    }
}
