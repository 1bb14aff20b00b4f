package dev.firn.engine.flush;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.DataFileLayout;
import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.cold.FileKind;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.NewFiles;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Work;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Opens and publishes the data files of one attempt of a run, in the order of docs/design/flush-commit.md. */
final class FlushFiles {
    private final Committer committer;
    private final DataDirectory data;
    private final NewFiles newFiles;
    private final RunAttempt attempt;

    FlushFiles(Committer committer, DataDirectory data, StepListener steps, RunAttempt attempt) {
        this.committer = committer;
        this.data = data;
        this.newFiles = new NewFiles(committer, data, steps, attempt);
        this.attempt = attempt;
    }

    /**
     * Where a file's rows come from, and its directory.
     *
     * @param flushedThrough the watermark before the file, by scope
     */
    record Target(Table table, String directory, Map<Long, Long> flushedThrough) {
        long flushedThrough(long scopeId) {
            return Objects.requireNonNull(flushedThrough.get(scopeId));
        }
    }

    OpenFile open(FlushItem.StartOfFile start) {
        Target target = target(start);
        FileKind kind = start.scopeIds().size() > 1 ? FileKind.BUNDLE : FileKind.ORDINARY;
        DataFileWriter writer = DataFileWriter.open(
                data, target.table(), kind, newFiles.intend(target.directory()), start.expectedRows());
        return new OpenFile(writer, target);
    }

    private Target target(FlushItem.StartOfFile start) {
        int tableId = attempt.run().tableId();
        try (ReadView view = committer.acquire()) {
            Table table = view.catalog()
                    .table(tableId)
                    .orElseThrow(() -> new EngineException(
                            ErrorCode.TABLE_NOT_FOUND, "the table was dropped while it was flushed"));
            List<ScopeView> scopes = start.scopeIds().stream()
                    .map(number -> view.scope(new ScopeId(tableId, number)).orElseThrow())
                    .toList();
            String directory = scopes.size() > 1
                    ? DataFileLayout.bundleDirectory(table.name())
                    : DataFileLayout.directory(table.name(), scopes.get(0).scope());
            return new Target(
                    table,
                    directory,
                    scopes.stream().collect(Collectors.toMap(ScopeView::scopeId, ScopeView::flushedThrough)));
        }
    }

    void publish(OpenFile file) {
        newFiles.claim(file.writer, file.target.directory());
        commit(file, file.writer.dataFile());
        attempt.heartbeat();
        reached(Step.FLUSH_COMMITTED);
    }

    private void commit(OpenFile file, DataFile dataFile) {
        try {
            committer.submit(commit -> {
                attempt.require(commit);
                commit.files().publish(dataFile, file.writer.intent(), file.flushed());
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
        newFiles.reached(step);
    }
}
