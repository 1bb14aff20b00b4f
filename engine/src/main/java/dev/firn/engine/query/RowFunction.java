package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBTableFunctionState;
import org.duckdb.DuckDBValue;
import org.jspecify.annotations.Nullable;

/**
 * The table function through which DuckDB reads the engine's own rows. A call names a {@link RowSource} by a token that
 * nobody can guess and that is valid as long as its {@link Registration} is open. The callbacks run on DuckDB's native
 * threads.
 */
final class RowFunction implements DuckDBTableFunction<RowFunction.Registration, RowFunction.Scan, Object> {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name = "f" + random();
    private final Map<String, Registration> registrations = new ConcurrentHashMap<>();

    private static String random() {
        return Long.toHexString(RANDOM.nextLong()) + Long.toHexString(RANDOM.nextLong());
    }

    /** The function's own name, which no user can guess either. */
    String name() {
        return name;
    }

    void register(DuckDBConnection root) throws SQLException {
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(name)
                    .withParameter(DuckDBColumnType.VARCHAR)
                    .withProjectionPushdown()
                    .withFunction(this)
                    .register(root);
        }
    }

    /** Makes a source callable; the caller closes the registration. */
    Registration add(RowSource source) {
        Registration registration = new Registration(source);
        registrations.put(registration.token, registration);
        return registration;
    }

    /** Sources that are callable now. */
    int size() {
        return registrations.size();
    }

    @Override
    public Registration bind(DuckDBTableFunctionBindInfo info) throws SQLException {
        Registration registration;
        try (DuckDBValue token = info.getParameter(0)) {
            registration = token.isNull() ? null : registrations.get(token.getString());
        }
        if (registration == null) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "There are no such rows");
        }
        RowSource source = registration.source;
        for (int i = 0; i < source.columns().size(); i++) {
            FedColumn.declare(info, column(i), source.columns().get(i));
        }
        info.setCardinality(source.cardinality(), true);
        return registration;
    }

    /** The name of a source's column in SQL. */
    static String column(int index) {
        return "_" + index;
    }

    @Override
    public Scan init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(1);
        int[] projected = new int[Math.toIntExact(info.getColumnCount())];
        for (int i = 0; i < projected.length; i++) {
            projected[i] = Math.toIntExact(info.getColumnIndex(i));
        }
        Registration registration = info.getBindData();
        return registration.open(projected);
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
        Scan scan = info.getInitData();
        return scan.fill(chunk);
    }

    /** A source that can be called. Closing it ends its scans and waits for callbacks that are under way. */
    final class Registration implements AutoCloseable {
        private final String token = random();
        private final RowSource source;
        private final List<Scan> scans = new ArrayList<>();
        private boolean closed;
        private @Nullable RuntimeException failure;

        private Registration(RowSource source) {
            this.source = source;
        }

        /** The FROM item that reads the source. */
        String call() {
            return name + "('" + token + "')";
        }

        /** What a callback threw first. */
        synchronized Optional<RuntimeException> failure() {
            return Optional.ofNullable(failure);
        }

        private synchronized Scan open(int[] projected) {
            if (closed) {
                throw new EngineException(ErrorCode.INTERNAL_ERROR, "There are no such rows");
            }
            try {
                Scan scan = new Scan(this, source.open(projected));
                scans.add(scan);
                return scan;
            } catch (RuntimeException e) {
                failed(e);
                throw e;
            }
        }

        private synchronized void failed(RuntimeException e) {
            if (failure == null) {
                failure = e;
            }
        }

        private synchronized void ended(Scan scan) {
            scans.remove(scan);
        }

        @Override
        public void close() {
            registrations.remove(token);
            List<Scan> open;
            synchronized (this) {
                closed = true;
                open = List.copyOf(scans);
            }
            open.forEach(Scan::close);
        }
    }

    /** A feed that DuckDB reads; closed by it or by its registration, whichever comes first. */
    static final class Scan implements DuckDBTableFunctionState {
        private final Registration registration;
        private final RowFeed feed;
        private boolean closed;

        private Scan(Registration registration, RowFeed feed) {
            this.registration = registration;
            this.feed = feed;
        }

        private synchronized int fill(DuckDBDataChunkWriter chunk) {
            if (closed) {
                return 0;
            }
            try {
                return feed.fill(chunk);
            } catch (RuntimeException e) {
                registration.failed(e);
                throw e;
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                feed.close();
            }
            registration.ended(this);
        }
    }
}
