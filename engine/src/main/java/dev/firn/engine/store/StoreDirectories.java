package dev.firn.engine.store;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data and the state directory of one store, held exclusively. Both carry the same random store id: files beside a
 * RocksDB of another store, or beside none, are refused, so that a lost mount deletes nothing.
 */
public final class StoreDirectories implements AutoCloseable {
    private static final int FORMAT_VERSION = 1;

    private final Path data;
    private final Path state;
    private final FileCalls files;
    private final FileChannel dataLock;
    private final FileChannel stateLock;

    private StoreDirectories(Path data, Path state, FileCalls files, FileChannel dataLock, FileChannel stateLock) {
        this.data = data;
        this.state = state;
        this.files = files;
        this.dataLock = dataLock;
        this.stateLock = stateLock;
    }

    /** What {@code data/_firn/store.json} and the RocksDB say of the store. */
    public record Identity(String storeId, int formatVersion) {}

    /** Locks both directories; a STORAGE_UNAVAILABLE says which process holds them. */
    public static StoreDirectories lock(Path data, Path state, FileCalls files) {
        try {
            create(data.resolve("_firn"), files);
            create(state, files);
            FileChannel dataLock = claim(data.resolve("_firn/lock"), data);
            try {
                return new StoreDirectories(data, state, files, dataLock, claim(state.resolve("lock"), state));
            } catch (EngineException e) {
                dataLock.close();
                throw e;
            }
        } catch (IOException e) {
            throw Store.failed("use the directories " + data + " and " + state, e);
        }
    }

    /** Creates what is missing of a directory and makes each name durable that was missing. */
    private static void create(Path directory, FileCalls files) throws IOException {
        Path absolute = directory.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent != null && !files.exists(absolute)) {
            create(parent, files);
            files.createDirectory(absolute);
            files.forceDirectory(parent);
        }
    }

    private static FileChannel claim(Path file, Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(file);
            channel.close();
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot open the store: " + directory.toAbsolutePath() + " is in use by " + holder.strip()
                            + "; stop that process or choose another directory");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    /** Where RocksDB lives. */
    public Path rocksDb() {
        return state.resolve("rocksdb");
    }

    public Path data() {
        return data;
    }

    Path state() {
        return state;
    }

    FileCalls files() {
        return files;
    }

    /**
     * Opens the store of these directories, or creates it when both are empty.
     *
     * @throws EngineException STORAGE_UNAVAILABLE when the two directories do not belong together
     */
    public Store openStore(boolean syncEveryWrite) {
        boolean existing = Store.existsIn(rocksDb());
        Optional<Identity> ofData = identityOfData();
        if (!existing && (ofData.isPresent() || holdsDataFiles())) {
            throw refused("the state directory " + state.toAbsolutePath()
                    + " has no RocksDB, but the data directory holds a store's files. Is a mount missing? "
                    + "Nothing was changed");
        }
        Store store = openRocksDb(syncEveryWrite);
        try {
            agree(store, ofData);
            return store;
        } catch (EngineException e) {
            store.close();
            throw e;
        }
    }

    private Store openRocksDb(boolean syncEveryWrite) {
        try {
            create(rocksDb(), files);
        } catch (IOException e) {
            throw Store.failed("create the directory of RocksDB", e);
        }
        return Store.open(rocksDb(), syncEveryWrite);
    }

    private void agree(Store store, Optional<Identity> ofData) {
        Optional<Identity> ofState =
                store.get(Family.CATALOG, StoreKeys.IDENTITY).map(value -> StoredRecord.read(value, Identity.class));
        if (ofState.isPresent() && ofData.isPresent()) {
            check(ofState.get(), ofData.get());
            return;
        }
        if (ofData.isPresent()) {
            throw refused("the RocksDB in " + state.toAbsolutePath() + " has no identity, but the data directory has");
        }
        if (ofState.isPresent()
                && (store.scan(Family.MANIFEST, StoreKeys.FIRST, StoreKeys.LAST).anyAndClose())) {
            throw refused("the data directory " + data.toAbsolutePath()
                    + " is empty, but the RocksDB lists data files in it. Is a mount missing? Nothing was changed");
        }
        Identity identity =
                ofState.orElseGet(() -> new Identity(UUID.randomUUID().toString(), FORMAT_VERSION));
        if (ofState.isEmpty()) {
            try (StoreBatch batch = store.batch()) {
                batch.put(Family.CATALOG, StoreKeys.IDENTITY, StoredRecord.write(identity));
                store.write(batch);
            }
        }
        writeIdentity(identity);
    }

    private static void check(Identity ofState, Identity ofData) {
        if (!ofState.storeId().equals(ofData.storeId())) {
            throw refused("the data directory belongs to store " + ofData.storeId() + ", the RocksDB to store "
                    + ofState.storeId() + ". Nothing was changed");
        }
        if (ofState.formatVersion() != FORMAT_VERSION || ofData.formatVersion() != FORMAT_VERSION) {
            throw refused("its format version is " + ofState.formatVersion() + ", this Firn reads " + FORMAT_VERSION);
        }
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot open the store: " + why);
    }

    private Path identityFile() {
        return data.resolve("_firn/store.json");
    }

    private Optional<Identity> identityOfData() {
        try {
            return Files.exists(identityFile())
                    ? Optional.of(StoredRecord.readText(Files.readAllBytes(identityFile()), Identity.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw Store.failed("read the store's identity", e);
        }
    }

    private void writeIdentity(Identity identity) {
        Path temporary = identityFile().resolveSibling(".store.json.tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(StoredRecord.writeText(identity)));
                channel.force(true);
            }
            Files.move(temporary, identityFile(), StandardCopyOption.ATOMIC_MOVE);
            files.forceDirectory(data.resolve("_firn"));
        } catch (IOException e) {
            throw Store.failed("write the store's identity", e);
        }
    }

    private boolean holdsDataFiles() {
        try {
            return files.filesBelow(data).stream()
                    .anyMatch(file -> file.toString().endsWith(".parquet"));
        } catch (IOException e) {
            throw Store.failed("list the data directory", e);
        }
    }

    /** Makes the entries of a directory durable. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        try {
            dataLock.close();
            stateLock.close();
        } catch (IOException e) {
            throw Store.failed("release the directories", e);
        }
    }
}
