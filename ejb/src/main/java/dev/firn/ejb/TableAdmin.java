package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.monitor.FileDetail;
import dev.firn.engine.monitor.FileQuery;
import dev.firn.engine.monitor.FileState;
import dev.firn.engine.monitor.Overview;
import dev.firn.engine.monitor.Page;
import dev.firn.engine.monitor.ScopeQuery;
import dev.firn.engine.monitor.ScopeState;
import dev.firn.engine.monitor.TableQuery;
import dev.firn.engine.monitor.TableState;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.TableName;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Locale;

/** Shows the state of the store, its tables and its data files. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TableAdmin {
    @Inject
    Engine engine;

    @Inject
    EngineSettings settings;

    /** What the health check tells everyone. */
    public Health health() {
        return new Health(
                engine.writable(),
                settings.syncEveryCommit(),
                engine.quarantinedFiles(),
                lowerCase(engine.pressure().level()),
                lowerCase(engine.pressure().diskLevel()),
                engine.runs().stuck().size());
    }

    public Page<TableState> tables(Caller caller, TableQuery query) {
        return engine.monitor().tables().tables(caller, query);
    }

    public TableState table(Caller caller, TableName name) {
        return engine.monitor().tables().table(caller, name);
    }

    public Page<ScopeState> scopes(Caller caller, TableName name, ScopeQuery query) {
        return engine.monitor().tables().scopes(caller, name, query);
    }

    public Page<FileState> files(Caller caller, TableName name, FileQuery query) {
        return engine.monitor().files().files(caller, name, query);
    }

    /** A data file with row groups of its footer. */
    public FileDetail file(Caller caller, TableName name, long fileId, int fromRowGroup, int rowGroups) {
        return engine.monitor().files().file(caller, name, fileId, fromRowGroup, rowGroups);
    }

    public Overview overview(Caller caller) {
        return engine.monitor().store().overview(caller);
    }

    private static String lowerCase(Enum<?> level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param writable false after a failed write to the log, until the store is reopened
     * @param synced true when an acknowledged row is on disk
     * @param quarantinedFiles data files that cannot be read
     * @param buffer {@code ok}, {@code soft} while writers are delayed, {@code hard} while they are refused
     * @param disk {@code ok}, {@code low} while rows are refused, {@code full} while every change is
     * @param stuckJobs runs that make no progress
     */
    public record Health(
            boolean writable, boolean synced, long quarantinedFiles, String buffer, String disk, int stuckJobs) {}
}
