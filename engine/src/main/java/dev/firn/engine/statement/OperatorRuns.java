package dev.firn.engine.statement;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Operator;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunEvents;
import dev.firn.engine.run.RunPage;
import dev.firn.engine.run.RunQuery;
import dev.firn.engine.run.Runs;
import dev.firn.engine.security.Rights;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Comparator;
import java.util.List;

/**
 * The runs that an operator sees and steers, rights first. A run of a table that the operator may not know of is not there;
 * one whose table was dropped is.
 */
public final class OperatorRuns {
    private final Committer committer;
    private final Runs runs;

    public OperatorRuns(Committer committer, Runs runs) {
        this.committer = committer;
        this.runs = runs;
    }

    public RunPage page(Caller caller, RunQuery query) {
        Rights.requireOperate(caller);
        try (ReadView view = committer.acquire()) {
            return runs.page(query, run -> knows(caller, view.catalog(), run));
        }
    }

    /** The run of that id, else NOT_FOUND. */
    public Run find(Caller caller, String runId) {
        Rights.requireOperate(caller);
        return runs.find(runId)
                .filter(run -> sees(caller, run))
                .orElseThrow(() -> new EngineException(ErrorCode.NOT_FOUND, "Cannot find the job: none has this id"));
    }

    /** The data files that the run wrote and that are listed still, oldest first. */
    public List<DataFile> files(Run run) {
        try (ReadView view = committer.acquire()) {
            return view.manifest().files(run.tableId()).stream()
                    .filter(file -> file.runId().equals(run.id()))
                    .sorted(Comparator.comparingLong(DataFile::id))
                    .toList();
        }
    }

    /** @throws EngineException JOB_STATE_CONFLICT when it is over */
    public Run stop(Caller caller, String runId, String reason) {
        return runs.stop(find(caller, runId).id(), new Operator(caller.userId(), reason));
    }

    /** @throws EngineException JOB_STATE_CONFLICT when it neither failed nor was stopped */
    public Run restart(Caller caller, String runId, String reason) {
        return runs.restart(find(caller, runId).id(), new Operator(caller.userId(), reason));
    }

    /** @throws EngineException JOB_STATE_CONFLICT when it runs, or was completed */
    public Run abandon(Caller caller, String runId, String reason) {
        return runs.abandon(find(caller, runId).id(), new Operator(caller.userId(), reason));
    }

    /** Watches all runs; whether the caller {@link #sees} one is asked when it is shown. */
    public RunEvents.Subscription watch(Caller caller) {
        Rights.requireOperate(caller);
        return runs.events().subscribe(run -> true);
    }

    public boolean sees(Caller caller, Run run) {
        Rights.requireOperate(caller);
        try (ReadView view = committer.acquire()) {
            return knows(caller, view.catalog(), run);
        }
    }

    private static boolean knows(Caller caller, Catalog catalog, Run run) {
        return catalog.table(run.tableId())
                .map(table -> Rights.knows(caller, table))
                .orElse(true);
    }
}
