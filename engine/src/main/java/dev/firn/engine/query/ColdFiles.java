package dev.firn.engine.query;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The data files that one run reads: checked before DuckDB is told of them, and again when reading them failed. */
final class ColdFiles {
    private final Path dataDirectory;
    private final FileChecks checks;
    private final Runnable goingOn;
    private final List<FileChecks.Use> uses = new ArrayList<>();

    /** @param goingOn throws when the run is over */
    ColdFiles(Path dataDirectory, FileChecks checks, Runnable goingOn) {
        this.dataDirectory = dataDirectory;
        this.checks = checks;
        this.goingOn = goingOn;
    }

    /**
     * The paths of files of a table as an SQL list.
     *
     * @throws dev.firn.engine.table.EngineException DATA_FILE_UNAVAILABLE when one cannot be read
     */
    String list(Table table, List<DataFile> files) {
        uses.add(checks.require(table, files, goingOn));
        return files.stream()
                .map(file -> DuckDbInstance.quoted(dataDirectory.resolve(file.path())))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Checks all of them again; throws DATA_FILE_UNAVAILABLE when one is damaged now. */
    void recheck() {
        uses.forEach(use -> use.recheck(goingOn));
    }
}
