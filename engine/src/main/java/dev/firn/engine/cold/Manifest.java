package dev.firn.engine.cold;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * One immutable version of the manifest: the data files and the watermark of each scope, the intents of files under way,
 * and the obsolete files that wait to be unlinked. A change stages its records in a batch and answers the next version.
 * Within a scope, the {@code _seq} ranges of files never overlap.
 */
public final class Manifest {
    private final HashPMap<Integer, TreePMap<Long, DataFile>> tables;
    private final HashPMap<ScopeId, ScopeFiles> scopes;
    private final TreePMap<Long, Intent> intents;
    private final TreePMap<Long, String> obsolete;

    /**
     * @param files by the first {@code _seq} of the scope's part
     */
    private record ScopeFiles(Watermark watermark, TreePMap<Long, DataFile> files) {
        static final ScopeFiles NONE = new ScopeFiles(Watermark.NONE, TreePMap.empty());
    }

    /**
     * How far the rows of a scope have left the buffer.
     *
     * @param historyFloor the highest {@code _seq} that retention has forgotten; never above {@code flushedThrough}
     * @param keysFloor the floor up to which the key index is free of forgotten versions
     */
    private record Watermark(long flushedThrough, long historyFloor, long keysFloor) {
        static final Watermark NONE = new Watermark(0, 0, 0);

        Watermark through(long seq) {
            return new Watermark(Math.max(flushedThrough, seq), historyFloor, keysFloor);
        }
    }

    private record Obsolete(String path) {}

    private Manifest(
            HashPMap<Integer, TreePMap<Long, DataFile>> tables,
            HashPMap<ScopeId, ScopeFiles> scopes,
            TreePMap<Long, Intent> intents,
            TreePMap<Long, String> obsolete) {
        this.tables = tables;
        this.scopes = scopes;
        this.intents = intents;
        this.obsolete = obsolete;
    }

    /** Reads the manifest of a store that nothing writes to yet. */
    public static Manifest load(Store store) {
        Manifest manifest =
                new Manifest(HashTreePMap.empty(), HashTreePMap.empty(), TreePMap.empty(), TreePMap.empty());
        try (StoreCursor cursor = store.scan(Family.MANIFEST, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (cursor.next()) {
                manifest = manifest.loaded(cursor.key(), cursor.value());
            }
        }
        return manifest;
    }

    private Manifest loaded(byte[] key, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
        return switch (key[0]) {
            case 'F' -> with(FileRecord.read(value));
            case 'W' -> with(new ScopeId(in.getInt(), in.getLong()), StoredRecord.read(value, Watermark.class));
            case 'I' -> with(StoredRecord.read(value, Intent.class));
            case 'O' ->
                new Manifest(
                        tables,
                        scopes,
                        intents,
                        obsolete.plus(
                                in.getLong(),
                                StoredRecord.read(value, Obsolete.class).path()));
            default -> {
                if (!Damage.holds(key[0])) {
                    throw new IllegalStateException("unknown manifest record " + key[0]);
                }
                yield this;
            }
        };
    }

    /** The highest {@code _seq} of the scope whose row is in a data file, 0 before the first flush. */
    public long flushedThrough(ScopeId scope) {
        return watermark(scope).flushedThrough();
    }

    private Watermark watermark(ScopeId scope) {
        return scopes.getOrDefault(scope, ScopeFiles.NONE).watermark();
    }

    /** The highest {@code _seq} of the scope that retention has forgotten, 0 when it has forgotten none. */
    public long historyFloor(ScopeId scope) {
        return watermark(scope).historyFloor();
    }

    /** True when the key index may hold versions of the scope that retention has forgotten. */
    public boolean hasForgottenKeys(ScopeId scope) {
        return watermark(scope).keysFloor() < historyFloor(scope);
    }

    /** The data files that hold rows of a scope, in the order of their {@code _seq}s. */
    public Collection<DataFile> files(ScopeId scope) {
        return scopes.getOrDefault(scope, ScopeFiles.NONE).files().values();
    }

    /** The files under way, oldest first. */
    public Collection<Intent> intents() {
        return intents.values();
    }

    /** Relative paths of files that no newer view lists, by file id. */
    public Map<Long, String> obsolete() {
        return obsolete;
    }

    /** The data files of a table by id, each once. */
    public Collection<DataFile> files(int tableId) {
        return tables.getOrDefault(tableId, TreePMap.empty()).values();
    }

    /** The file of that id, when the table lists it. */
    public Optional<DataFile> file(int tableId, long fileId) {
        return Optional.ofNullable(
                tables.getOrDefault(tableId, TreePMap.empty()).get(fileId));
    }

    /** The data files with this id or a higher one. */
    public List<DataFile> filesFrom(long fileId) {
        List<DataFile> files = new ArrayList<>();
        tables.values().forEach(table -> files.addAll(table.tailMap(fileId).values()));
        return files;
    }

    /** All data files, each once. */
    public List<DataFile> files() {
        List<DataFile> files = new ArrayList<>();
        tables.values().forEach(table -> files.addAll(table.values()));
        return files;
    }

    /**
     * True for the path of a listed file, also when nothing stands under it, for the final one of a file under way, and for
     * that of an obsolete one that is to be unlinked.
     */
    public boolean promises(String path) {
        return obsolete.containsValue(path)
                || tables.values().stream()
                        .anyMatch(table -> table.values().stream()
                                .anyMatch(file -> file.path().equals(path)))
                || intents.values().stream().anyMatch(intent -> intent.path().equals(path));
    }

    public Manifest intend(Intent intent, StoreBatch batch) {
        batch.put(Family.MANIFEST, key('I', intent.fileId()), StoredRecord.write(intent));
        return with(intent);
    }

    public Manifest forget(Intent intent, StoreBatch batch) {
        batch.delete(Family.MANIFEST, key('I', intent.fileId()));
        return new Manifest(tables, scopes, intents.minus(intent.fileId()), obsolete);
    }

    /** Lists a file, raises the watermark of each scope in it to its last {@code _seq} and forgets the file's intent. */
    public Manifest publish(DataFile file, Intent intent, StoreBatch batch) {
        batch.put(Family.MANIFEST, fileKey(file), FileRecord.write(file));
        Manifest next = forget(intent, batch).with(file);
        for (FilePart part : file.parts()) {
            ScopeId scope = new ScopeId(file.tableId(), part.scopeId());
            next = next.put(scope, next.watermark(scope).through(part.maxSeq()), batch);
        }
        return next;
    }

    /** Lists a file whose rows were cold before, and forgets its intent. */
    public Manifest list(DataFile file, Intent intent, StoreBatch batch) {
        batch.put(Family.MANIFEST, fileKey(file), FileRecord.write(file));
        return forget(intent, batch).with(file);
    }

    /**
     * Forgets the versions of a scope up to a {@code _seq}: they count as flushed, but are in no file.
     *
     * @param keysToo true when their entries of the key index are gone too
     */
    public Manifest forgetHistory(ScopeId scope, long through, boolean keysToo, StoreBatch batch) {
        Watermark before = watermark(scope);
        long keysFloor = keysToo && !hasForgottenKeys(scope) ? through : before.keysFloor();
        return put(scope, new Watermark(Math.max(before.flushedThrough(), through), through, keysFloor), batch);
    }

    /** Notes that the key index holds no version of the scope up to a {@code _seq}. */
    public Manifest forgotKeys(ScopeId scope, long through, StoreBatch batch) {
        Watermark before = watermark(scope);
        return put(scope, new Watermark(before.flushedThrough(), before.historyFloor(), through), batch);
    }

    private Manifest put(ScopeId scope, Watermark watermark, StoreBatch batch) {
        batch.put(Family.MANIFEST, watermarkKey(scope), StoredRecord.write(watermark));
        return with(scope, watermark);
    }

    /** Makes every file of a table obsolete and forgets its scopes. */
    public Manifest drop(int tableId, Collection<ScopeId> dropped, StoreBatch batch) {
        TreePMap<Long, String> waiting = obsolete;
        for (DataFile file : files(tableId)) {
            batch.delete(Family.MANIFEST, fileKey(file));
            batch.put(Family.MANIFEST, key('O', file.id()), StoredRecord.write(new Obsolete(file.path())));
            waiting = waiting.plus(file.id(), file.path());
        }
        dropped.forEach(scope -> batch.delete(Family.MANIFEST, watermarkKey(scope)));
        return new Manifest(tables.minus(tableId), scopes.minusAll(dropped), intents, waiting);
    }

    /** True when the file is among the listed ones. */
    public boolean lists(DataFile file) {
        return lists(file.tableId(), file.id());
    }

    public boolean lists(int tableId, long fileId) {
        return tables.getOrDefault(tableId, TreePMap.empty()).containsKey(fileId);
    }

    /** Makes a listed file obsolete; the watermarks of its scopes stay. */
    public Manifest remove(DataFile file, StoreBatch batch) {
        batch.delete(Family.MANIFEST, fileKey(file));
        batch.put(Family.MANIFEST, key('O', file.id()), StoredRecord.write(new Obsolete(file.path())));
        HashPMap<ScopeId, ScopeFiles> left = scopes;
        for (FilePart part : file.parts()) {
            ScopeId scope = new ScopeId(file.tableId(), part.scopeId());
            ScopeFiles before = left.getOrDefault(scope, ScopeFiles.NONE);
            left = left.plus(
                    scope, new ScopeFiles(before.watermark(), before.files().minus(part.minSeq())));
        }
        TreePMap<Long, DataFile> ofTable = tables.getOrDefault(file.tableId(), TreePMap.empty());
        return new Manifest(
                tables.plus(file.tableId(), ofTable.minus(file.id())),
                left,
                intents,
                obsolete.plus(file.id(), file.path()));
    }

    /** Forgets obsolete files that were unlinked. */
    public Manifest unlinked(Collection<Long> fileIds, StoreBatch batch) {
        fileIds.forEach(id -> batch.delete(Family.MANIFEST, key('O', id)));
        return new Manifest(tables, scopes, intents, obsolete.minusAll(fileIds));
    }

    private Manifest with(DataFile file) {
        HashPMap<ScopeId, ScopeFiles> extended = scopes;
        for (FilePart part : file.parts()) {
            ScopeId scope = new ScopeId(file.tableId(), part.scopeId());
            ScopeFiles before = extended.getOrDefault(scope, ScopeFiles.NONE);
            requireDisjoint(file, scope, part, before.files());
            extended = extended.plus(
                    scope, new ScopeFiles(before.watermark(), before.files().plus(part.minSeq(), file)));
        }
        TreePMap<Long, DataFile> ofTable = tables.getOrDefault(file.tableId(), TreePMap.empty());
        return new Manifest(tables.plus(file.tableId(), ofTable.plus(file.id(), file)), extended, intents, obsolete);
    }

    private static void requireDisjoint(DataFile file, ScopeId scope, FilePart part, TreePMap<Long, DataFile> others) {
        Map.Entry<Long, DataFile> before = others.floorEntry(part.maxSeq());
        if (before != null && before.getValue().part(scope).maxSeq() >= part.minSeq()) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    "Cannot list data file " + file.path() + ": its rows of scope " + scope.number() + " (_seq "
                            + part.minSeq() + " to " + part.maxSeq() + ") lie among those of "
                            + before.getValue().path());
        }
    }

    private Manifest with(Intent intent) {
        return new Manifest(tables, scopes, intents.plus(intent.fileId(), intent), obsolete);
    }

    private Manifest with(ScopeId scope, Watermark watermark) {
        ScopeFiles before = scopes.getOrDefault(scope, ScopeFiles.NONE);
        return new Manifest(tables, scopes.plus(scope, new ScopeFiles(watermark, before.files())), intents, obsolete);
    }

    private static byte[] key(char kind, long fileId) {
        return ByteBuffer.allocate(9).put((byte) kind).putLong(fileId).array();
    }

    private static byte[] fileKey(DataFile file) {
        return ByteBuffer.allocate(13)
                .put((byte) 'F')
                .putInt(file.tableId())
                .putLong(file.id())
                .array();
    }

    private static byte[] watermarkKey(ScopeId scope) {
        return ByteBuffer.allocate(13)
                .put((byte) 'W')
                .putInt(scope.tableId())
                .putLong(scope.number())
                .array();
    }
}
