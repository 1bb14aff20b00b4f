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

    private static EngineException failed(String what, String kind, RocksDBException failure) {
        LOG.error("Cannot {}", what, failure);
        String advice = isDamage(failure)
                ? ": files of RocksDB are damaged or missing. Stop the server, keep a copy of both directories, and restore"
                        + " data and state from the same backup"
                : "";
        return new EngineException(
                ErrorCode.STORAGE_UNAVAILABLE, "Cannot " + what + " (" + kind + ")" + advice, failure);
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
        String detail = failure.getStatus().getSubCode() == Status.SubCode.NoSpace ? ": no space" : "";
        return words(code.name()) + detail;
    }

    /** "ShutdownInProgress" as "shutdown in progress". */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
