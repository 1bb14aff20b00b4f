package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Locale;

/** Shows the state of the store. */
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
