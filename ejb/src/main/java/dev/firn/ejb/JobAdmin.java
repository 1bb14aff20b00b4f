package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunEvents;
import dev.firn.engine.run.RunPage;
import dev.firn.engine.run.RunQuery;
import dev.firn.engine.table.Caller;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** Shows operators the runs of jobs, and stops, restarts and abandons them. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobAdmin {
    @Inject
    Engine engine;

    @Inject
    FlushRuns executions;

    public RunPage page(Caller caller, RunQuery query) {
        return engine.operatorRuns().page(caller, query);
    }

    /** A run with what its newest execution did and the files that are left of it. */
    public Detail detail(Caller caller, String runId) {
        Run run = engine.operatorRuns().find(caller, runId);
        List<File> files =
                engine.operatorRuns().files(run).stream().map(File::of).toList();
        return new Detail(run, executions.steps(run), files);
    }

    public Run stop(Caller caller, String runId, String reason) {
        return engine.operatorRuns().stop(caller, runId, reason);
    }

    public Run restart(Caller caller, String runId, String reason) {
        return engine.operatorRuns().restart(caller, runId, reason);
    }

    public Run abandon(Caller caller, String runId, String reason) {
        return engine.operatorRuns().abandon(caller, runId, reason);
    }

    /** The caller closes it. */
    public RunEvents.Subscription watch(Caller caller) {
        return engine.operatorRuns().watch(caller);
    }

    public boolean sees(Caller caller, Run run) {
        return engine.operatorRuns().sees(caller, run);
    }

    /**
     * @param steps of the newest execution; none when JBeret does not know it any more
     */
    public record Detail(Run run, List<JobStep> steps, List<File> files) {}

    /**
     * A data file.
     *
     * @param name without its folder
     */
    public record File(long id, String name, long rows, long bytes) {
        static File of(DataFile file) {
            String name = file.path().substring(file.path().lastIndexOf('/') + 1);
            return new File(file.id(), name, file.rows(), file.bytes());
        }
    }
}
