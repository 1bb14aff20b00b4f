package dev.firn.engine.integrity;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Loss;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StagedDamage;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives quarantined data files up (docs/design/integrity.md). Interrupted at any point, the same call goes on where it
 * was; what is left undone after the file is out of the manifest shows nowhere.
 */
public final class LostFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LostFiles.class);
    /** Key entries that one commit removes. */
    private static final int KEYS_AT_A_TIME = 1_000;

    private final Committer committer;
    private final FileChecks checks;

    public LostFiles(Committer committer, FileChecks checks) {
        this.committer = committer;
        this.checks = checks;
    }

    /**
     * What went with a file.
     *
     * @param rows row versions that it held, tombstones included
     * @param superseded those among them that newer ones had replaced
     * @param keys key entries that named its rows
     */
    public record Dropped(long rows, long superseded, long keys) {}

    /**
     * Accepts the loss of a file: takes it out of the manifest with everything that names its rows. Then the table's other
     * rows can be read and counted, and the keys of the lost ones be inserted again.
     *
     * @throws EngineException NOT_FOUND when the table has no such file, SQL_EXECUTION_ERROR when it is not quarantined
     */
    public Dropped drop(Table table, long fileId) {
        DataFile file = accept(table, fileId);
        Map<ScopeId, Long> superseded = countSuperseded(file);
        long sum = superseded.values().stream().mapToLong(Long::longValue).sum();
        if (!committer.submit(commit -> commit.damage().dropLost(file, superseded))) {
            throw unknown(table, fileId);
        }
        long keys = table.schema().keyOrdinal().isPresent() ? forgetKeys(file) : 0;
        LOG.warn(
                "Data file {} of {} is given up: {} row versions are lost ({} of them had been replaced), {} keys are free",
                fileId,
                table.name(),
                file.rows(),
                sum,
                keys);
        return new Dropped(file.rows(), sum, keys);
    }

    private DataFile accept(Table table, long fileId) {
        DataFile file;
        try (ReadView view = committer.acquire()) {
            file = view.manifest().files(table.id()).stream()
                    .filter(listed -> listed.id() == fileId)
                    .findFirst()
                    .orElseThrow(() -> unknown(table, fileId));
            if (!view.damage().isLossAccepted(fileId)) {
                requireDamaged(table, file, view);
            }
        }
        committer.submit(commit -> {
            commit.damage().acceptLoss(file);
            return fileId;
        });
        return file;
    }

    /** What is about to be given up is looked at once more: it may have been restored since it was quarantined. */
    private void requireDamaged(Table table, DataFile file, ReadView view) {
        boolean quarantined = view.damage().isQuarantined(file.id());
        if (!quarantined || checks.recheck(table, file, bytes -> {}).isEmpty()) {
            throw new EngineException(
                    ErrorCode.SQL_EXECUTION_ERROR,
                    "Cannot drop data file " + file.id() + " of " + table.name() + ": it is not quarantined"
                            + (quarantined ? " any more, for it is whole again" : ", so its rows are not lost"));
        }
    }

    private static EngineException unknown(Table table, long fileId) {
        return new EngineException(
                ErrorCode.NOT_FOUND, "Cannot drop data file " + fileId + ": " + table.name() + " has no such file");
    }

    /** Counted on a view that shows the accepted loss: there can be no more since. */
    private Map<ScopeId, Long> countSuperseded(DataFile file) {
        Map<ScopeId, Long> counts = new HashMap<>();
        try (ReadView view = committer.acquire()) {
            for (Loss.Range range : Loss.of(file).ranges()) {
                ScopeId scope = new ScopeId(file.tableId(), range.scopeId());
                counts.put(scope, view.countSuperseded(scope, range.minSeq(), range.maxSeq()));
            }
        }
        return counts;
    }

    private long forgetKeys(DataFile file) {
        Batch batch = new Batch();
        for (Loss.Range range : Loss.of(file).ranges()) {
            ScopeId scope = new ScopeId(file.tableId(), range.scopeId());
            try (ReadView view = committer.acquire()) {
                view.keys(scope, (key, entry) -> {
                    if (range.minSeq() <= entry.seq() && entry.seq() <= range.maxSeq()) {
                        batch.add(new StagedDamage.ScopeKey(scope, key));
                    }
                });
            }
        }
        batch.forget();
        return batch.forgotten;
    }

    /** Keys that go in one commit. */
    private final class Batch {
        private final List<StagedDamage.ScopeKey> keys = new ArrayList<>();
        private long forgotten;

        void add(StagedDamage.ScopeKey key) {
            keys.add(key);
            if (keys.size() == KEYS_AT_A_TIME) {
                forget();
            }
        }

        void forget() {
            if (!keys.isEmpty()) {
                forgotten += committer.submit(commit -> commit.damage().forgetLostKeys(keys));
                keys.clear();
            }
        }
    }
}
