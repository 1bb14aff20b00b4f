package dev.firn.engine.store;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an error of Firn of an error of RocksDB: what was done, to which column family, and what to do when bytes are
 * damaged. RocksDB's own words hold paths; they go to the log.
 */
final class StoreErrors {
    private static final Logger LOG = LoggerFactory.getLogger(StoreErrors.class);

    /** What RocksDB wants to be free before it goes on: as much as all memtables may take. */
    private static final int ROOM_MIB = 512;

    private StoreErrors() {}

    /**
     * @param what the operation, as it follows "Cannot"
     */
    static EngineException of(String what, RocksDBException failure) {
        return failed(what, kind(failure), failure);
    }

    static EngineException of(String what, Family family, RocksDBException failure) {
        String kind = kind(failure) + ", column family " + family.name().toLowerCase(Locale.ROOT);
        return failed(what, kind, failure);
    }

    /** A write that RocksDB refused or failed in; whoever wants it in the log writes it. */
    static EngineException write(RocksDBException failure) {
        return isFull(failure)
                ? new EngineException(
                        ErrorCode.STORAGE_FULL,
                        "Cannot write to the store, which is read-only now: the disk of state is full. Free space there:"
                                + " RocksDB goes on by itself within seconds when " + ROOM_MIB + " MiB are free",
                        failure)
                : unavailable(
                        "write to the store, which is read-only now until the server is restarted",
                        kind(failure),
                        failure);
    }

    private static EngineException failed(String what, String kind, RocksDBException failure) {
        LOG.error("Cannot {}", what, failure);
        return unavailable(what, kind, failure);
    }

    private static EngineException unavailable(String what, String kind, RocksDBException failure) {
        String advice = isDamage(failure)
                ? ": files of RocksDB are damaged or missing. Stop the server, keep a copy of both directories, and restore"
                        + " data and state from the same backup"
                : "";
        return new EngineException(
                isFull(failure) ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot " + what + " (" + kind + ")" + advice,
                failure);
    }

    /** True when RocksDB found no space. */
    static boolean isFull(RocksDBException failure) {
        return failure.getStatus() != null && failure.getStatus().getSubCode() == Status.SubCode.NoSpace;
    }

    private static boolean isDamage(RocksDBException failure) {
        return code(failure) == Status.Code.Corruption;
    }

    private static Status.@Nullable Code code(RocksDBException failure) {
        Status status = failure.getStatus();
        return status == null ? null : status.getCode();
    }

    /** The kind of an error, such as "corruption" or "i/o error: no space". */
    private static String kind(RocksDBException failure) {
        Status.Code code = code(failure);
        if (code == null) {
            return "unknown error";
        }
        String detail = isFull(failure) ? ": no space" : "";
        return words(code.name()) + detail;
    }

    /** "ShutdownInProgress" as "shutdown in progress". */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
