package dev.firn.engine.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error that RocksDB has met last, at work in the background or in a write, until it takes writes again.
 *
 * <p>It does not ask to be told when a recovery begins: rocksdbjni does not know every reason that RocksDB has for an
 * error, and its failure to translate one would keep RocksDB from recovering. An error that it cannot translate is not told
 * at all; RocksDB's count of errors shows it.
 */
final class BackgroundErrors extends AbstractEventListener {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundErrors.class);

    private volatile @Nullable Status standing;
    private volatile boolean goesOn;
    /** How many errors RocksDB had met when it took a write last. */
    private volatile long counted;

    BackgroundErrors() {
        super(EnabledEventCallback.ON_BACKGROUND_ERROR, EnabledEventCallback.ON_ERROR_RECOVERY_COMPLETED);
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, Status status) {
        LOG.error("RocksDB has met an error in {}: {}", reason, text(status));
        standing = status;
    }

    @Override
    public void onErrorRecoveryCompleted(Status before) {
        LOG.warn("RocksDB has recovered from an error: {}", text(before));
    }

    /** @param unapplied true when nothing of the write can be read */
    void writeFailed(RocksDBException failure, boolean unapplied) {
        standing = failure.getStatus();
        goesOn = unapplied && StoreErrors.isFull(failure);
    }

    /** Notes why RocksDB takes no writes. */
    void met(RocksDBException failure) {
        standing = failure.getStatus();
    }

    /** True when RocksDB may take no writes. */
    boolean isSuspect(long count) {
        return standing != null || count != counted;
    }

    /** Notes that RocksDB takes writes, having met so many errors in the background. */
    void passed(long count) {
        LOG.warn(
                "RocksDB takes writes after an error: {}",
                standing().map(BackgroundErrors::text).orElse("unknown"));
        counted = count;
        standing = null;
        goesOn = false;
    }

    Optional<Status> standing() {
        return Optional.ofNullable(standing);
    }

    boolean isOutOfSpace() {
        return standing()
                .filter(status -> status.getSubCode() == Status.SubCode.NoSpace)
                .isPresent();
    }

    boolean mayGoOn() {
        return goesOn && isOutOfSpace();
    }

    private static String text(Status status) {
        return status.getCodeString() + " " + status.getState();
    }
}
