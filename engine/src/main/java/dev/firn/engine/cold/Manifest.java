package dev.firn.engine.cold;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.ScopeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * One immutable version of the manifest: the data files and the watermark of each scope, the intents of files under way,
 * and the obsolete files that wait to be unlinked. A change stages its records in a batch and answers the next version.
 */
public final class Manifest {
    private final HashPMap<ScopeId, ScopeFiles> scopes;
    private final TreePMap<Long, Intent> intents;
    private final TreePMap<Long, String> obsolete;

    private record ScopeFiles(long flushedThrough, TreePMap<Long, DataFile> files) {
        static final ScopeFiles NONE = new ScopeFiles(0, TreePMap.empty());
    }

    private record Watermark(long flushedThrough) {}

    private record Obsolete(String path) {}

    private Manifest(
            HashPMap<ScopeId, ScopeFiles> scopes, TreePMap<Long, Intent> intents, TreePMap<Long, String> obsolete) {
        this.scopes = scopes;
        this.intents = intents;
        this.obsolete = obsolete;
    }

    /** Reads the manifest of a store that nothing writes to yet. */
    public static Manifest load(Store store) {
        Manifest manifest = new Manifest(HashTreePMap.empty(), TreePMap.empty(), TreePMap.empty());
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
            case 'F' -> with(StoredRecord.read(value, DataFile.class));
            case 'W' ->
                withWatermark(
                        new ScopeId(in.getInt(), in.getLong()),
                        StoredRecord.read(value, Watermark.class).flushedThrough());
            case 'I' -> with(StoredRecord.read(value, Intent.class));
            case 'O' ->
                new Manifest(
                        scopes,
                        intents,
                        obsolete.plus(
                                in.getLong(),
                                StoredRecord.read(value, Obsolete.class).path()));
            default -> throw new IllegalStateException("unknown manifest record " + key[0]);
        };
    }

    /** The highest {@code _seq} of the scope whose row is in a data file, 0 before the first flush. */
    public long flushedThrough(ScopeId scope) {
        return scopes.getOrDefault(scope, ScopeFiles.NONE).flushedThrough();
    }

    /** The data files of a scope, oldest first. */
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

    /** All data files. */
    public List<DataFile> files() {
        List<DataFile> files = new ArrayList<>();
        scopes.values().forEach(scope -> files.addAll(scope.files().values()));
        return files;
    }

    public Manifest intend(Intent intent, StoreBatch batch) {
        batch.put(Family.MANIFEST, key('I', intent.fileId()), StoredRecord.write(intent));
        return with(intent);
    }

    public Manifest forget(Intent intent, StoreBatch batch) {
        batch.delete(Family.MANIFEST, key('I', intent.fileId()));
        return new Manifest(scopes, intents.minus(intent.fileId()), obsolete);
    }

    /** Lists a file, raises its scope's watermark to the file's last {@code _seq} and forgets its intent. */
    public Manifest publish(DataFile file, Intent intent, StoreBatch batch) {
        ScopeId scope = file.scope();
        batch.put(Family.MANIFEST, fileKey(file), StoredRecord.write(file));
        batch.put(Family.MANIFEST, watermarkKey(scope), StoredRecord.write(new Watermark(file.maxSeq())));
        return forget(intent, batch).with(file).withWatermark(scope, file.maxSeq());
    }

    /** Makes every file of the scopes obsolete and forgets the scopes. */
    public Manifest drop(Collection<ScopeId> dropped, StoreBatch batch) {
        HashPMap<ScopeId, ScopeFiles> left = scopes;
        TreePMap<Long, String> waiting = obsolete;
        for (ScopeId scope : dropped) {
            for (DataFile file : files(scope)) {
                batch.delete(Family.MANIFEST, fileKey(file));
                batch.put(Family.MANIFEST, key('O', file.id()), StoredRecord.write(new Obsolete(file.path())));
                waiting = waiting.plus(file.id(), file.path());
            }
            batch.delete(Family.MANIFEST, watermarkKey(scope));
            left = left.minus(scope);
        }
        return new Manifest(left, intents, waiting);
    }

    /** Forgets obsolete files that were unlinked. */
    public Manifest unlinked(Collection<Long> fileIds, StoreBatch batch) {
        fileIds.forEach(id -> batch.delete(Family.MANIFEST, key('O', id)));
        return new Manifest(scopes, intents, obsolete.minusAll(fileIds));
    }

    private Manifest with(DataFile file) {
        ScopeFiles before = scopes.getOrDefault(file.scope(), ScopeFiles.NONE);
        ScopeFiles after =
                new ScopeFiles(before.flushedThrough(), before.files().plus(file.id(), file));
        return new Manifest(scopes.plus(file.scope(), after), intents, obsolete);
    }

    private Manifest with(Intent intent) {
        return new Manifest(scopes, intents.plus(intent.fileId(), intent), obsolete);
    }

    private Manifest withWatermark(ScopeId scope, long flushedThrough) {
        ScopeFiles before = scopes.getOrDefault(scope, ScopeFiles.NONE);
        return new Manifest(scopes.plus(scope, new ScopeFiles(flushedThrough, before.files())), intents, obsolete);
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
