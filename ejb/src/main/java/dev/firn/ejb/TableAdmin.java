package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.run.Run;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;

/** Shows operators the runs of jobs and the state of the store. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TableAdmin {
    @Inject
    Engine engine;

    @Inject
    EngineSettings settings;

    /** The newest runs, newest first. */
    public List<Run> runs(Caller caller, int limit) {
        requireOperator(caller);
        return engine.runs().newest(limit);
    }

    public Run run(Caller caller, String runId) {
        requireOperator(caller);
        return engine.runs()
                .find(runId)
                .orElseThrow(() -> new EngineException(ErrorCode.NOT_FOUND, "Cannot show job: no job has this id"));
    }

    /** What the health check tells everyone. */
    public Health health() {
        return new Health(
                engine.writable(),
                settings.syncEveryCommit(),
                engine.quarantinedFiles(),
                lowerCase(engine.pressure().level()),
                lowerCase(engine.pressure().diskLevel()));
    }

    private static String lowerCase(Enum<?> level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static void requireOperator(Caller caller) {
        if (!caller.role().atLeast(Role.SERVICE)) {
            throw new EngineException(
                    ErrorCode.PERMISSION_DENIED, "Cannot show jobs: this needs the role service or higher");
        }
    }

    /**
     * @param writable false after a failed write to the log, until the store is reopened
     * @param synced true when an acknowledged row is on disk
     * @param quarantinedFiles data files that cannot be read
     * @param buffer {@code ok}, {@code soft} while writers are delayed, {@code hard} while they are refused
     * @param disk {@code ok}, {@code low} while rows are refused, {@code full} while every change is
     */
    public record Health(boolean writable, boolean synced, long quarantinedFiles, String buffer, String disk) {}
}
