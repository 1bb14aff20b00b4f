package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.query.Queries;
import dev.firn.engine.run.Due;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Runs;
import dev.firn.engine.run.SingleStepJob;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The job type that merges data files: which tables are due for it, and what a run does. */
public final class Compactions implements SingleStepJob {
    private static final Logger LOG = LoggerFactory.getLogger(Compactions.class);

    private final Parts parts;
    private final MergeChoice choice;
    /** Tables that list other files than when they were looked at. */
    private final Set<Integer> changed = ConcurrentHashMap.newKeySet();
    /** Tables that need a run. */
    private final Set<Integer> due = ConcurrentHashMap.newKeySet();

    /** What a merge works with. */
    record Parts(
            Committer committer,
            DataDirectory data,
            Queries queries,
            StepListener steps,
            CompactionSettings settings,
            int maxOperations) {}

    public Compactions(
            Committer committer, DataDirectory data, Queries queries, StepListener steps, CompactionSettings settings) {
        this(new Parts(committer, data, queries, steps, settings, History.MAX_OPERATIONS));
    }

    Compactions(Parts parts) {
        this.parts = parts;
        this.choice = new MergeChoice(parts.settings());
        try (ReadView view = parts.committer().acquire()) {
            view.catalog().tables().forEach(table -> changed.add(table.id()));
        }
        parts.committer().onRefiled(changed::add);
    }

    @Override
    public JobType type() {
        return JobType.COMPACTION;
    }

    /** Looks at the tables whose files changed since they were looked at. */
    @Override
    public List<Due> due(ReadView view) {
        for (int tableId : List.copyOf(changed)) {
            changed.remove(tableId);
            Optional<Table> table = view.catalog().table(tableId);
            if (table.isEmpty()) {
                choice.forget(tableId);
            } else if (choice.isDue(view, table.get())) {
                due.add(tableId);
            }
        }
        due.removeIf(tableId -> view.catalog().table(tableId).isEmpty());
        return due.stream().map(tableId -> new Due(tableId, Run.Trigger.SIZE)).toList();
    }

    /**
     * A run that merges all files of a table that can be merged, and drops all that nobody needs; empty when there is
     * nothing to do.
     */
    public Optional<Run> request(Runs runs, Table table) {
        try (ReadView view = parts.committer().acquire()) {
            if (choice.choose(view, table, Extent.ALL).isEmpty()) {
                return Optional.empty();
            }
        }
        return runs.request(JobType.COMPACTION, table.id(), Run.Trigger.MANUAL, Map.of());
    }

    /** The class of size that a file is merged within, from 0. */
    public int level(DataFile file) {
        return choice.level(file);
    }

    @Override
    public void execute(RunAttempt attempt) {
        Run run = attempt.run();
        due.remove(run.tableId());
        for (Merge merge : merges(run)) {
            attempt.requireGoingOn();
            merge(attempt, merge);
        }
    }

    private List<Merge> merges(Run run) {
        try (ReadView view = parts.committer().acquire()) {
            return choice.choose(view, table(view, run.tableId()), Extent.of(run));
        }
    }

    /** Carries out a merge; one whose inputs are replaced or damaged meanwhile is left out, its table is looked at anew. */
    private void merge(RunAttempt attempt, Merge merge) {
        try (ReadView view = parts.committer().acquire()) {
            Table table = table(view, attempt.run().tableId());
            if (!isPossible(view, merge)) {
                return;
            }
            try (MergeWork work = new MergeWork(parts, attempt, view, table, merge)) {
                work.run();
            }
        } catch (EngineException e) {
            if (e.code() != ErrorCode.TRANSACTION_CONFLICT || isPossible(merge)) {
                throw e;
            }
            LOG.info("Run {}: {}", attempt.runId(), e.getMessage());
        }
    }

    private boolean isPossible(Merge merge) {
        try (ReadView view = parts.committer().acquire()) {
            return isPossible(view, merge);
        }
    }

    private static boolean isPossible(ReadView view, Merge merge) {
        return merge.inputs().stream()
                .allMatch(file -> view.manifest().lists(file) && !view.damage().isQuarantined(file.id()));
    }

    private static Table table(ReadView view, int tableId) {
        return view.catalog()
                .table(tableId)
                .orElseThrow(() ->
                        new EngineException(ErrorCode.TABLE_NOT_FOUND, "the table was dropped while it was compacted"));
    }

    @Override
    public void ended(Run run) {
        changed.add(run.tableId());
    }
}
