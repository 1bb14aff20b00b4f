package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.DataFileLayout;
import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.cold.FileKind;
import dev.firn.engine.commit.Replacement;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.NewFiles;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data files that a merge writes, each claimed under its name and listed with the others at the end. Rows come by
 * scope; while a scope has files of its own, the bundle that takes the small ones stays open.
 */
final class MergedFiles implements AutoCloseable {
    /** Bounds the manifest's record of a bundle. */
    private static final int MAX_BUNDLE_SCOPES = 4_096;

    private final NewFiles files;
    private final DataDirectory data;
    private final Table table;
    private final long rowsPerFile;
    private final List<DataFileWriter> claimed = new ArrayList<>();
    private @Nullable OpenFile own;
    private @Nullable OpenFile bundle;
    private int bundleScopes;
    private boolean listed;

    private record OpenFile(DataFileWriter writer, String directory) {}

    MergedFiles(NewFiles files, DataDirectory data, Table table, long rowsPerFile) {
        this.files = files;
        this.data = data;
        this.table = table;
        this.rowsPerFile = rowsPerFile;
    }

    /** Appends a row to the files of its scope. */
    void appendOwn(long scopeId, TableScope scope, Row row) {
        OpenFile file = own;
        if (file == null) {
            file = open(DataFileLayout.directory(table.name(), scope), FileKind.ORDINARY);
            own = file;
        }
        file.writer().append(scopeId, row);
        if (file.writer().rows() >= rowsPerFile) {
            endOwn();
        }
    }

    /** Appends a row to the bundle. */
    void appendShared(long scopeId, Row row) {
        OpenFile file = bundle;
        if (file == null) {
            file = open(DataFileLayout.bundleDirectory(table.name()), FileKind.BUNDLE);
            bundle = file;
        }
        file.writer().append(scopeId, row);
    }

    /** Ends the open file of a scope, if there is one: its next row does not go on where it ends. */
    void endOwn() {
        if (own != null) {
            claim(own);
            own = null;
        }
    }

    /** Says that all rows of a scope have come. */
    void endScope() {
        endOwn();
        if (bundle != null
                && (++bundleScopes == MAX_BUNDLE_SCOPES || bundle.writer().rows() >= rowsPerFile)) {
            endBundle();
        }
    }

    /** Says that all rows have come. */
    void end() {
        endOwn();
        endBundle();
    }

    private void endBundle() {
        if (bundle != null) {
            claim(bundle);
            bundle = null;
            bundleScopes = 0;
        }
    }

    private OpenFile open(String directory, FileKind kind) {
        return new OpenFile(DataFileWriter.open(data, table, kind, files.intend(directory), rowsPerFile), directory);
    }

    private void claim(OpenFile file) {
        files.reached(Step.CHUNK_APPENDED);
        files.claim(file.writer(), file.directory());
        claimed.add(file.writer());
    }

    List<Replacement.Output> outputs() {
        return claimed.stream()
                .map(writer -> new Replacement.Output(writer.dataFile(), writer.intent()))
                .toList();
    }

    List<DataFile> files() {
        return claimed.stream().map(DataFileWriter::dataFile).toList();
    }

    /** Says that the outputs are listed, or may be: they are no longer to be deleted. */
    void listed() {
        listed = true;
    }

    /** Deletes what is not listed. What this cannot delete is swept by its intent. */
    @Override
    public void close() {
        if (own != null) {
            own.writer().abort();
        }
        if (bundle != null) {
            bundle.writer().abort();
        }
        if (!listed) {
            claimed.forEach(DataFileWriter::discard);
        }
    }
}
