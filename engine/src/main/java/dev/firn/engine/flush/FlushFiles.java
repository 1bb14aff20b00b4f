package dev.firn.engine.flush;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.DataFileLayout;
import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Work;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.List;

/** Opens and publishes the data files of one attempt of a run, in the order of docs/design/flush-commit.md. */
final class FlushFiles {
    private final Committer committer;
    private final DataDirectory data;
    private final StepListener steps;
    private final RunAttempt attempt;
    private final int rowsPerFile;

    FlushFiles(Committer committer, DataDirectory data, StepListener steps, RunAttempt attempt, int rowsPerFile) {
        this.committer = committer;
        this.data = data;
        this.steps = steps;
        this.attempt = attempt;
        this.rowsPerFile = rowsPerFile;
    }

    /**
     * Where a file's rows come from.
     *
     * @param flushedThrough the scope's watermark before the file
     */
    record Target(Table table, TableScope scope, long flushedThrough) {}

    FlushWriter.OpenFile open(long scopeId) {
        int tableId = attempt.run().tableId();
        try (ReadView view = committer.acquire()) {
            Table table = view.catalog()
                    .table(tableId)
                    .orElseThrow(() -> new EngineException(
                            ErrorCode.TABLE_NOT_FOUND, "the table was dropped while it was flushed"));
            ScopeView scope = view.scope(new ScopeId(tableId, scopeId)).orElseThrow();
            Target target = new Target(table, scope.scope(), scope.flushedThrough());
            DataFileWriter writer =
                    DataFileWriter.open(data, table, scopeId, intend(target), Math.min(scope.hotRows(), rowsPerFile));
            return new FlushWriter.OpenFile(writer, target);
        }
    }

    private Intent intend(Target target) {
        String directory = DataFileLayout.directory(target.table().name(), target.scope());
        return committer.submit(commit -> {
            attempt.require(commit);
            return commit.intend(freePath(commit, directory), attempt.runId());
        });
    }

    /** A path that is free in the committer's thread: two runs never intend the same one. */
    private String freePath(Commit commit, String directory) {
        return data.freePath(directory, commit.nowMicros() / 1_000, commit.manifest()::promises);
    }

    void publish(FlushWriter.OpenFile file) {
        DataFileWriter writer = file.writer;
        writer.finish();
        reached(Step.FILE_WRITTEN);
        while (!writer.claim()) {
            String directory = DataFileLayout.directory(file.target.table().name(), file.target.scope());
            writer.rename(committer.submit(commit -> {
                attempt.require(commit);
                return commit.intend(writer.intent().withPath(freePath(commit, directory)));
            }));
        }
        reached(Step.FILE_CLAIMED);
        commit(file, writer.dataFile());
        attempt.heartbeat();
        reached(Step.FLUSH_COMMITTED);
    }

    private void commit(FlushWriter.OpenFile file, DataFile dataFile) {
        try {
            committer.submit(commit -> {
                attempt.require(commit);
                commit.publish(dataFile, file.writer.intent(), List.of(file.flushed()));
                attempt.done(commit, work(dataFile));
                return dataFile;
            });
        } catch (EngineException e) {
            if (e.code() == ErrorCode.TRANSACTION_CONFLICT) {
                file.writer.discard();
            }
            throw e;
        }
    }

    private static Work work(DataFile file) {
        FilePart last = file.parts().get(file.parts().size() - 1);
        return new Work(file.rows(), file.bytes(), 1, last.scopeId() + "/" + last.maxSeq());
    }

    void reached(Step step) {
        steps.reached(step, attempt.runId());
    }
}
