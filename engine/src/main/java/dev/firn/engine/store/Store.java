package dev.firn.engine.store;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The engine's RocksDB. Reads through it are safe from any thread until {@link #close()}; writes are the committer's
 * alone.
 */
public final class Store implements AutoCloseable {
    private static final long MAX_WAL_BYTES = 256L << 20;
    private static final long BLOCK_CACHE_BYTES = 64L << 20;
    private static final long MAX_INFO_LOG_BYTES = 4L << 20;
    /** RocksDB goes on after a full disk when as much is free as all its memtables may take. */
    private static final long SMALL_MEMTABLE_BYTES = 8L << 20;

    /** A key that is never written. */
    private static final byte[] PROBED_KEY = {0};

    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB database;
    private final Map<Family, ColumnFamilyHandle> handles;
    private final WriteOptions writeOptions;
    private final Statistics statistics;
    private final BackgroundErrors errors;
    private final List<AutoCloseable> natives;

    private Store(
            RocksDB database,
            Map<Family, ColumnFamilyHandle> handles,
            WriteOptions writeOptions,
            Statistics statistics,
            BackgroundErrors errors,
            List<AutoCloseable> natives) {
        this.database = database;
        this.handles = handles;
        this.writeOptions = writeOptions;
        this.statistics = statistics;
        this.errors = errors;
        this.natives = natives;
    }

    /** True when a RocksDB was created in the directory before. */
    public static boolean existsIn(Path directory) {
        return Files.exists(directory.resolve("CURRENT"));
    }

    /**
     * Opens the RocksDB of a directory, creating what is missing.
     *
     * @param syncEveryWrite false leaves the WAL to the operating system (durability {@code process})
     */
    public static Store open(Path directory, boolean syncEveryWrite) {
        List<AutoCloseable> natives = new ArrayList<>();
        try {
            Files.createDirectories(directory);
            return open(directory, syncEveryWrite, natives);
        } catch (RocksDBException e) {
            natives.forEach(Store::closeQuietly);
            throw StoreErrors.of("open the store in " + directory, e);
        } catch (IOException e) {
            natives.forEach(Store::closeQuietly);
            throw failed("open " + directory, e);
        }
    }

    private static Store open(Path directory, boolean syncEveryWrite, List<AutoCloseable> natives)
            throws RocksDBException {
        Statistics statistics = own(natives, new Statistics());
        BackgroundErrors errors = own(natives, new BackgroundErrors());
        DBOptions options =
                own(natives, databaseOptions().setStatistics(statistics).setListeners(List.of(errors)));
        LRUCache cache = own(natives, new LRUCache(BLOCK_CACHE_BYTES));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(
                RocksDB.DEFAULT_COLUMN_FAMILY,
                own(natives, new ColumnFamilyOptions().setWriteBufferSize(SMALL_MEMTABLE_BYTES))));
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(family.familyName(), familyOptions(family, cache, natives)));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        RocksDB database = RocksDB.open(options, directory.toString(), descriptors, opened);
        Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            handles.put(family, opened.get(family.ordinal() + 1));
        }
        natives.add(opened.get(0));
        WriteOptions writeOptions = own(natives, new WriteOptions().setSync(syncEveryWrite));
        return new Store(database, handles, writeOptions, statistics, errors, natives);
    }

    private static DBOptions databaseOptions() {
        // The Java API has no setter for this option.
        Properties walTracking = new Properties();
        walTracking.setProperty("track_and_verify_wals_in_manifest", "true");
        return DBOptions.getDBOptionsFromProps(walTracking)
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(MAX_WAL_BYTES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MAX_INFO_LOG_BYTES)
                .setKeepLogFileNum(4)
                .setMaxBackgroundJobs(2);
    }

    private static ColumnFamilyOptions familyOptions(Family family, LRUCache cache, List<AutoCloseable> natives) {
        BloomFilter bloom = own(natives, new BloomFilter(10));
        BlockBasedTableConfig tableFormat = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(bloom)
                .setFormatVersion(6);
        ColumnFamilyOptions options = own(natives, new ColumnFamilyOptions())
                .setTableFormatConfig(tableFormat)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        if (family == Family.HOT) {
            options.useFixedLengthPrefixExtractor(Family.HOT_PREFIX_BYTES).setMemtablePrefixBloomSizeRatio(0.05);
        }
        if (!family.growsWithRows()) {
            options.setWriteBufferSize(SMALL_MEMTABLE_BYTES);
        }
        return options;
    }

    private static <T extends AutoCloseable> T own(List<AutoCloseable> natives, T handle) {
        natives.add(0, handle);
        return handle;
    }

    public StoreSnapshot snapshot() {
        return new StoreSnapshot(this, database.getSnapshot());
    }

    /** The newest value of a key. */
    public Optional<byte[]> get(Family family, byte[] key) {
        try {
            return Optional.ofNullable(database.get(handle(family), key));
        } catch (RocksDBException e) {
            throw StoreErrors.of("read the store", family, e);
        }
    }

    /** A walk over the newest values of the keys from {@code from} (inclusive) to {@code to} (exclusive). */
    public StoreCursor scan(Family family, byte[] from, byte[] to) {
        return new StoreCursor(this, family, null, from, to);
    }

    public StoreBatch batch() {
        return new StoreBatch(this);
    }

    /** Writes the batch to the WAL (synced, unless opened otherwise) and applies it; after a failure the outcome is unknown. */
    public void write(StoreBatch batch) {
        long before = database.getLatestSequenceNumber();
        try {
            database.write(writeOptions, batch.nativeBatch());
        } catch (RocksDBException e) {
            errors.writeFailed(e, database.getLatestSequenceNumber() == before);
            throw StoreErrors.write(e).with("outcome", "unknown");
        }
    }

    /**
     * True when the write that failed last did so for want of space, and nothing of it can be read: what RocksDB shows is
     * what it showed before, and it goes on from there once there is room.
     */
    public boolean mayGoOn() {
        return errors.mayGoOn();
    }

    /** True while RocksDB takes no writes because it found no space. */
    boolean isOutOfSpace() {
        return errors.isOutOfSpace();
    }

    /**
     * Why RocksDB takes no writes; empty when it does. It is asked by a write that changes nothing, when it has met an error
     * before.
     */
    public Optional<EngineException> refusal() {
        long count = backgroundErrors();
        if (!errors.isSuspect(count)) {
            return Optional.empty();
        }
        try (WriteBatch nothing = new WriteBatch()) {
            nothing.delete(PROBED_KEY);
            database.write(writeOptions, nothing);
            errors.passed(count);
            return Optional.empty();
        } catch (RocksDBException e) {
            errors.met(e);
            return Optional.of(StoreErrors.write(e));
        }
    }

    /** How many errors RocksDB has met in the background: it counts those too that the listener is not told. */
    private long backgroundErrors() {
        try {
            return database.getLongProperty("rocksdb.background-errors");
        } catch (RocksDBException e) {
            throw failed("count RocksDB's errors", e);
        }
    }

    /** How often the WAL was synced since this store was opened. */
    public long walSyncs() {
        return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
    }

    /** Bytes that RocksDB holds in memory and has still to write out, beside its WAL. */
    long memtableBytes() {
        try {
            return database.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw failed("measure the memtables", e);
        }
    }

    /** Writes the memtables out and lets go of their WAL. */
    void flushMemtables() {
        try (FlushOptions options = new FlushOptions()) {
            database.flush(options, List.copyOf(handles.values()));
        } catch (RocksDBException e) {
            throw StoreErrors.of("write out the memtables", e);
        }
    }

    /** Gives the space of deleted keys in a range back to the file system. */
    public void reclaim(Family family, byte[] from, byte[] to) {
        try {
            database.compactRange(handle(family), from, to);
        } catch (RocksDBException e) {
            throw StoreErrors.of("compact the store", family, e);
        }
    }

    RocksDB database() {
        return database;
    }

    ColumnFamilyHandle handle(Family family) {
        return Objects.requireNonNull(handles.get(family));
    }

    static EngineException failed(String what, Exception cause) {
        return new EngineException(
                ErrorCode.STORAGE_UNAVAILABLE, "Cannot " + what + ": " + FileCalls.why(cause), cause);
    }

    @Override
    public void close() {
        handles.values().forEach(Store::closeQuietly);
        closeQuietly(database);
        natives.forEach(Store::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable handle) {
        try {
            handle.close();
        } catch (Exception e) { // AutoCloseable's signature; RocksDB's handles throw nothing
            throw new IllegalStateException(e);
        }
    }
}
