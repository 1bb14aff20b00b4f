package dev.firn.engine.cold;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.ScopeId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * One immutable version of what is known of data files beside the {@link Manifest}: which are quarantined, the loss of
 * which was accepted, and when the files of a table were last checked. A change stages its records in a batch and answers
 * the next version.
 */
public final class Damage {
    private static final char QUARANTINE = 'Q';
    private static final char LOSS = 'L';
    private static final char SCRUBBED = 'S';

    private final TreePMap<Long, Quarantine> quarantined;
    private final TreePMap<Long, Loss> losses;
    /** By scope, disjoint: the last {@code _seq} of each lost range by its first. */
    private final HashPMap<ScopeId, TreePMap<Long, Long>> lost;

    private final HashPMap<Integer, Long> scrubbed;

    private record Scrubbed(int tableId, long atMicros) {}

    private Damage(
            TreePMap<Long, Quarantine> quarantined,
            TreePMap<Long, Loss> losses,
            HashPMap<ScopeId, TreePMap<Long, Long>> lost,
            HashPMap<Integer, Long> scrubbed) {
        this.quarantined = quarantined;
        this.losses = losses;
        this.lost = lost;
        this.scrubbed = scrubbed;
    }

    /** Reads what a store knows that nothing writes to yet. */
    public static Damage load(Store store) {
        Damage damage = new Damage(TreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty());
        damage = load(store, QUARANTINE, damage, (all, value) -> all.with(StoredRecord.read(value, Quarantine.class)));
        damage = load(store, LOSS, damage, (all, value) -> all.with(StoredRecord.read(value, Loss.class)));
        return load(store, SCRUBBED, damage, (all, value) -> all.with(StoredRecord.read(value, Scrubbed.class)));
    }

    private static Damage load(Store store, char kind, Damage before, BiFunction<Damage, byte[], Damage> next) {
        Damage damage = before;
        try (StoreCursor cursor =
                store.scan(Family.MANIFEST, new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)})) {
            while (cursor.next()) {
                damage = next.apply(damage, cursor.value());
            }
        }
        return damage;
    }

    /** True for the records of the manifest's column family that are read here. */
    static boolean holds(byte kind) {
        return kind == QUARANTINE || kind == LOSS || kind == SCRUBBED;
    }

    /** Why a file is quarantined; empty when it is not. */
    public Optional<Quarantine> quarantine(long fileId) {
        return Optional.ofNullable(quarantined.get(fileId));
    }

    public boolean isQuarantined(long fileId) {
        return quarantined.containsKey(fileId);
    }

    /** The quarantined files, by id. */
    public Collection<Quarantine> quarantined() {
        return quarantined.values();
    }

    /** True when the loss of a file was accepted, also while the manifest still lists it. */
    public boolean isLossAccepted(long fileId) {
        return losses.containsKey(fileId);
    }

    /** True for the {@code _seq} of a version that a file held whose loss was accepted: whatever names it names nothing. */
    public boolean isLost(ScopeId scope, long seq) {
        TreePMap<Long, Long> ranges = lost.get(scope);
        if (ranges == null) {
            return false;
        }
        Map.Entry<Long, Long> range = ranges.floorEntry(seq);
        return range != null && seq <= range.getValue();
    }

    /** When a scrub of a table's files ended last, UTC microseconds. */
    public OptionalLong scrubbedAtMicros(int tableId) {
        Long at = scrubbed.get(tableId);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    public Damage quarantine(Quarantine found, StoreBatch batch) {
        batch.put(Family.MANIFEST, fileKey(QUARANTINE, found.fileId()), StoredRecord.write(found));
        return with(found);
    }

    /** Forgets that a file is quarantined: it is whole again, or no longer listed. */
    public Damage release(long fileId, StoreBatch batch) {
        batch.delete(Family.MANIFEST, fileKey(QUARANTINE, fileId));
        return new Damage(quarantined.minus(fileId), losses, lost, scrubbed);
    }

    public Damage accept(Loss loss, StoreBatch batch) {
        batch.put(Family.MANIFEST, fileKey(LOSS, loss.fileId()), StoredRecord.write(loss));
        return with(loss);
    }

    public Damage scrubbed(int tableId, long atMicros, StoreBatch batch) {
        Scrubbed record = new Scrubbed(tableId, atMicros);
        batch.put(Family.MANIFEST, tableKey(tableId), StoredRecord.write(record));
        return with(record);
    }

    /** Forgets a table. */
    public Damage dropped(int tableId, StoreBatch batch) {
        Damage left = this;
        for (Quarantine file : quarantined.values()) {
            left = file.tableId() == tableId ? left.release(file.fileId(), batch) : left;
        }
        for (Loss loss : losses.values()) {
            left = loss.tableId() == tableId ? left.withoutLoss(loss, batch) : left;
        }
        if (scrubbed.containsKey(tableId)) {
            batch.delete(Family.MANIFEST, tableKey(tableId));
        }
        return new Damage(left.quarantined, left.losses, left.lost, left.scrubbed.minus(tableId));
    }

    private Damage withoutLoss(Loss loss, StoreBatch batch) {
        batch.delete(Family.MANIFEST, fileKey(LOSS, loss.fileId()));
        HashPMap<ScopeId, TreePMap<Long, Long>> left = lost;
        for (Loss.Range range : loss.ranges()) {
            left = left.minus(new ScopeId(loss.tableId(), range.scopeId()));
        }
        return new Damage(quarantined, losses.minus(loss.fileId()), left, scrubbed);
    }

    private Damage with(Quarantine found) {
        return new Damage(quarantined.plus(found.fileId(), found), losses, lost, scrubbed);
    }

    private Damage with(Loss loss) {
        HashPMap<ScopeId, TreePMap<Long, Long>> more = lost;
        for (Loss.Range range : loss.ranges()) {
            ScopeId scope = new ScopeId(loss.tableId(), range.scopeId());
            more = more.plus(scope, union(more.getOrDefault(scope, TreePMap.empty()), range));
        }
        return new Damage(quarantined, losses.plus(loss.fileId(), loss), more, scrubbed);
    }

    /** A file that was compacted may span the range of one that was lost before. */
    private static TreePMap<Long, Long> union(TreePMap<Long, Long> ranges, Loss.Range added) {
        TreePMap<Long, Long> disjoint = ranges;
        long first = added.minSeq();
        long last = added.maxSeq();
        Map.Entry<Long, Long> before = disjoint.floorEntry(last);
        while (before != null && before.getValue() >= first) {
            first = Math.min(first, before.getKey());
            last = Math.max(last, before.getValue());
            disjoint = disjoint.minus(before.getKey());
            before = disjoint.floorEntry(last);
        }
        return disjoint.plus(first, last);
    }

    private Damage with(Scrubbed record) {
        return new Damage(quarantined, losses, lost, scrubbed.plus(record.tableId(), record.atMicros()));
    }

    private static byte[] fileKey(char kind, long fileId) {
        return ByteBuffer.allocate(9).put((byte) kind).putLong(fileId).array();
    }

    private static byte[] tableKey(int tableId) {
        return ByteBuffer.allocate(5).put((byte) SCRUBBED).putInt(tableId).array();
    }
}
