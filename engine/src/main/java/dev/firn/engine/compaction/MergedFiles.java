package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.DataFileLayout;
import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.cold.FileKind;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Replacement;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data files that a merge writes, each claimed under its name in the order of docs/design/flush-commit.md and listed
 * with the others at the end.
 */
final class MergedFiles implements AutoCloseable {
    private final Committer committer;
    private final DataDirectory data;
    private final StepListener steps;
    private final RunAttempt attempt;
    private final Table table;
    private final long rowsPerFile;
    private final List<DataFileWriter> claimed = new ArrayList<>();
    private @Nullable DataFileWriter open;
    private boolean listed;

    MergedFiles(
            Committer committer,
            DataDirectory data,
            StepListener steps,
            RunAttempt attempt,
            Table table,
            long rowsPerFile) {
        this.committer = committer;
        this.data = data;
        this.steps = steps;
        this.attempt = attempt;
        this.table = table;
        this.rowsPerFile = rowsPerFile;
    }

    void append(long scopeId, TableScope scope, Row row) {
        DataFileWriter writer = open;
        if (writer == null) {
            writer = DataFileWriter.open(data, table, FileKind.ORDINARY, intend(scope), rowsPerFile);
            open = writer;
        }
        writer.append(scopeId, row);
        if (writer.rows() >= rowsPerFile) {
            endFile();
        }
    }

    /** Ends the open file, if there is one. */
    void endFile() {
        DataFileWriter writer = open;
        if (writer == null) {
            return;
        }
        reached(Step.CHUNK_APPENDED);
        writer.finish();
        reached(Step.FILE_WRITTEN);
        while (!writer.claim()) {
            DataFileWriter taken = writer;
            writer.rename(committer.submit(commit -> {
                attempt.require(commit);
                return commit.intend(taken.intent().withPath(freePath(commit, directoryOf(taken.intent()))));
            }));
        }
        claimed.add(writer);
        open = null;
        reached(Step.FILE_CLAIMED);
    }

    private Intent intend(TableScope scope) {
        return committer.submit(commit -> {
            attempt.require(commit);
            return commit.intend(freePath(commit, DataFileLayout.directory(table.name(), scope)), attempt.runId());
        });
    }

    private String freePath(Commit commit, String directory) {
        return data.freePath(directory, commit.nowMicros() / 1_000, commit.manifest()::promises);
    }

    private static String directoryOf(Intent intent) {
        return intent.path().substring(0, intent.path().lastIndexOf('/'));
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

    void reached(Step step) {
        steps.reached(step, attempt.runId());
    }

    /** Deletes what is not listed. What this cannot delete is swept by its intent. */
    @Override
    public void close() {
        if (open != null) {
            open.abort();
        }
        if (!listed) {
            claimed.forEach(DataFileWriter::discard);
        }
    }
}
