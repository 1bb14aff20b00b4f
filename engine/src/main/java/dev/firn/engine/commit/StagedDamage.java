package dev.firn.engine.commit;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Loss;
import dev.firn.engine.cold.Quarantine;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import java.util.List;
import java.util.Map;

/** What the changes of a group note of damaged files, and of those given up as lost (docs/design/integrity.md). */
public final class StagedDamage {
    private final Staging staging;
    private final StoreBatch batch;
    private final HotRowRepository rows;
    private final StagedVersions versions;

    StagedDamage(Staging staging) {
        this.staging = staging;
        this.batch = staging.batch();
        this.rows = staging.rows();
        this.versions = staging.versions();
    }

    /** Notes why a file cannot be read; false when that is known, or the manifest does not list the file. */
    public boolean quarantine(DataFile file, Quarantine.Reason reason) {
        boolean known = staging.damage()
                .quarantine(file.id())
                .filter(before -> before.reason() == reason)
                .isPresent();
        if (known || !staging.manifest().lists(file)) {
            return false;
        }
        Quarantine found = new Quarantine(file.id(), file.tableId(), reason, staging.nowMicros());
        staging.become(staging.damage().quarantine(found, batch));
        return true;
    }

    /** Notes that a quarantined file is whole again; false when it was not quarantined or its loss was accepted. */
    public boolean release(long fileId) {
        if (!staging.damage().isQuarantined(fileId) || staging.damage().isLossAccepted(fileId)) {
            return false;
        }
        staging.damage().quarantine(fileId).ifPresent(found -> staging.refiled(found.tableId()));
        staging.become(staging.damage().release(fileId, batch));
        return true;
    }

    /** Notes that all files of a table were checked. */
    public void scrubbed(int tableId) {
        if (staging.catalog().table(tableId).isPresent()) {
            staging.become(staging.damage().scrubbed(tableId, staging.nowMicros(), batch));
        }
    }

    /**
     * Accepts the loss of a quarantined file. From now on its keys are free and none of its rows can be replaced; the
     * manifest lists it until {@link #dropLost}.
     */
    public void acceptLoss(DataFile file) {
        if (!staging.manifest().lists(file) || !staging.damage().isQuarantined(file.id())) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT, "Cannot drop file " + file.id() + ": it was changed meanwhile");
        }
        if (!staging.damage().isLossAccepted(file.id())) {
            staging.become(staging.damage().accept(Loss.of(file), batch));
        }
    }

    /**
     * Makes a file obsolete whose loss was accepted, with the superseded entries of its rows; false when the manifest lists
     * it no more.
     *
     * @param superseded how many entries there are, by scope: since the loss was accepted there can be no more
     */
    public boolean dropLost(DataFile file, Map<ScopeId, Long> superseded) {
        if (!staging.manifest().lists(file) || !staging.damage().isLossAccepted(file.id())) {
            return false;
        }
        Buffer counters = staging.state().buffer();
        for (Loss.Range range : Loss.of(file).ranges()) {
            ScopeId scope = new ScopeId(file.tableId(), range.scopeId());
            long count = superseded.getOrDefault(scope, 0L);
            if (count > 0) {
                rows.deleteSuperseded(scope, range.minSeq(), range.maxSeq(), batch);
                counters = counters.released(scope, count);
            }
        }
        staging.become(staging.manifest().remove(file, batch));
        staging.become(staging.damage().release(file.id(), batch));
        staging.become(counters);
        staging.refiled(file.tableId());
        return true;
    }

    /** Removes the entries of keys that name lost rows, unless they name others now; answers how many. */
    public int forgetLostKeys(List<ScopeKey> keys) {
        int forgotten = 0;
        for (ScopeKey key : keys) {
            forgotten += versions.forgetGoneKey(key.scope(), key.key()) ? 1 : 0;
        }
        return forgotten;
    }

    /** A key of a scope, normalised. */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record ScopeKey(ScopeId scope, byte[] key) {}
}
