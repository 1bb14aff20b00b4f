package dev.firn.engine.query;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;

/**
 * Two calls that duckdb_jdbc 2.0 keeps to itself and that streaming by chunks cannot do without: without the first a
 * failure in the middle of a result looks like its end, without the second a fetch cannot be cancelled.
 */
final class DriverAccess {
    private static final MethodHandle CHECK_ERROR;
    private static final MethodHandle INTERRUPT;
    private static final MethodHandle CONNECTION_LOCK;

    static {
        try {
            MethodType noArguments = MethodType.methodType(void.class);
            MethodHandles.Lookup own = MethodHandles.lookup();
            CHECK_ERROR = MethodHandles.privateLookupIn(DuckDBChunkedResult.class, own)
                    .findVirtual(DuckDBChunkedResult.class, "checkError", noArguments);
            MethodHandles.Lookup connection = MethodHandles.privateLookupIn(DuckDBConnection.class, own);
            INTERRUPT = connection.findVirtual(DuckDBConnection.class, "interrupt", noArguments);
            CONNECTION_LOCK = connection.findGetter(DuckDBConnection.class, "connRefLock", ReentrantLock.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private DriverAccess() {}

    /** Throws the failure that ended the result, if one did. */
    static void checkError(DuckDBChunkedResult result) throws SQLException {
        call(() -> {
            CHECK_ERROR.invokeExact(result);
        });
    }

    /** Interrupts what the connection runs right now, from any thread; does nothing on a closed connection. */
    static void interrupt(DuckDBConnection connection) throws SQLException {
        call(() -> {
            ReentrantLock lock = (ReentrantLock) CONNECTION_LOCK.invokeExact(connection);
            lock.lock();
            try {
                if (!connection.isClosed()) {
                    INTERRUPT.invokeExact(connection);
                }
            } finally {
                lock.unlock();
            }
        });
    }

    private interface Call {
        void run() throws Throwable;
    }

    private static void call(Call call) throws SQLException {
        try {
            call.run();
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("duckdb_jdbc changed under us", e);
        }
    }
}
