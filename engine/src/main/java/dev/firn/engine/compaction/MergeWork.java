package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.Replacement;
import dev.firn.engine.commit.StagedFiles;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.NewFiles;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Work;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.KeyFormat;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Carries out one merge: reads the inputs on one view, writes what is left, replaces the inputs in one commit. */
final class MergeWork implements AutoCloseable {
    /** Keys that one commit frees: each costs the committer a read. */
    private static final int KEYS_AT_A_TIME = 1_000;

    /** A run that is to stop goes on for so many rows at most. */
    private static final int ROWS_BETWEEN_LOOKS = 1_000;

    private final Compactions.Parts parts;
    private final RunAttempt attempt;
    private final Table table;
    private final Merge merge;
    private final ReadView view;
    private final MergedVersions versions;
    private final History history;
    private final NewFiles newFiles;
    private final MergedFiles files;
    private final Placement placement;
    private final List<StagedFiles.Tombstone> satisfied = new ArrayList<>();
    private long scopeId = -1;
    private TableScope scope = new TableScope.Shared();
    private Placement.Place place = new Placement.Place(true, List.of());
    private int portion;

    /** @param view lists the inputs, and stays open until the work is closed */
    MergeWork(Compactions.Parts parts, RunAttempt attempt, ReadView view, Table table, Merge merge) {
        this.parts = parts;
        this.attempt = attempt;
        this.view = view;
        this.table = table;
        this.merge = merge;
        this.versions = new MergedVersions(parts.queries(), table, merge.inputs());
        this.history = new History(view, table.id(), merge.inputs(), parts.maxOperations());
        this.newFiles = new NewFiles(parts.committer(), parts.data(), parts.steps(), attempt);
        this.files =
                new MergedFiles(newFiles, parts.data(), table, parts.settings().rowsPerFile(merge));
        this.placement =
                new Placement(view, table.id(), merge.inputs(), parts.settings().ownRows(merge));
    }

    void run() {
        for (long rows = 1; versions.next(); rows++) {
            attempt.read(1);
            if (rows % ROWS_BETWEEN_LOOKS == 0) {
                attempt.requireGoingOn();
            }
            if (versions.scopeId() != scopeId) {
                beginScope(versions.scopeId());
            }
            Row row = versions.row();
            switch (history.fate(scopeId, row)) {
                case KEPT -> append(row);
                case SATISFIED -> satisfied(row);
                case SUPERSEDED -> {}
            }
        }
        files.end();
        freeKeys();
        commit();
    }

    private void beginScope(long next) {
        files.endScope();
        scopeId = next;
        scope = view.scope(new ScopeId(table.id(), next)).orElseThrow().scope();
        place = placement.of(next);
        portion = 0;
    }

    private void append(Row row) {
        while (place.ends().get(portion) < row.seq()) {
            portion++;
            files.endOwn();
        }
        if (place.own()) {
            files.appendOwn(scopeId, scope, row);
        } else {
            files.appendShared(scopeId, row);
        }
    }

    private void satisfied(Row tombstone) {
        if (table.schema().keyOrdinal().isEmpty()) {
            return;
        }
        int ordinal = table.schema().keyOrdinal().getAsInt();
        Column key = table.schema().columns().get(ordinal);
        Object value = Objects.requireNonNull(tombstone.value(ordinal));
        satisfied.add(new StagedFiles.Tombstone(
                new ScopeId(table.id(), scopeId), KeyFormat.normalise(key, value), tombstone.seq()));
        if (satisfied.size() == KEYS_AT_A_TIME) {
            freeKeys();
        }
    }

    /** A key that only a deleted row held is as good as none: so its entry may go before the tombstone does. */
    private void freeKeys() {
        if (satisfied.isEmpty()) {
            return;
        }
        List<StagedFiles.Tombstone> freed = List.copyOf(satisfied);
        parts.committer().submit(commit -> {
            attempt.require(commit);
            commit.files().freeKeys(freed);
            return freed;
        });
        satisfied.clear();
        newFiles.reached(Step.COMPACTION_KEYS_FREED);
    }

    private void commit() {
        Replacement replacement = new Replacement(table.id(), merge.inputs(), files.outputs(), history.dropped());
        attempt.requireGoingOn();
        try {
            parts.committer().submit(commit -> {
                attempt.require(commit);
                commit.files().replace(replacement);
                attempt.done(commit, work());
                return replacement;
            });
            files.listed();
        } catch (EngineException e) {
            if (e.code() != ErrorCode.TRANSACTION_CONFLICT) {
                // Nobody knows what is stored: the next start sweeps what is not listed.
                files.listed();
            }
            throw e;
        }
        newFiles.reached(Step.COMPACTION_COMMITTED);
    }

    private Work work() {
        List<DataFile> written = files.files();
        long rows = written.stream().mapToLong(DataFile::rows).sum();
        long bytes = written.stream().mapToLong(DataFile::bytes).sum();
        List<DataFile> inputs = merge.inputs();
        return new Work(
                rows,
                bytes,
                written.size(),
                "file " + inputs.get(inputs.size() - 1).id());
    }

    @Override
    public void close() {
        try (files;
                history) {
            versions.close();
        }
    }
}
