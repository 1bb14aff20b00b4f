package dev.firn.engine.query;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.sql.ParameterMetaData;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a checked query and its result. Whatever happens first – the end of the rows, a failure, a cancel, the time
 * limit, a reader that stalls, {@link #close()} – releases the native result, the connection, the row sources and the
 * ReadView, in this order and once.
 *
 * <p>Native calls are made under one lock. A cancel only marks the ending and interrupts DuckDB; the thread that holds
 * the lock, or the next to get it, releases.
 */
final class RunningQuery implements QueryResult {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);

    private final Queries queries;
    private final CheckedSelect select;
    private final QueryContext context;
    private final Optional<ReadView> view;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<RowFunction.Registration> registrations = new ArrayList<>();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final ColdFiles cold;

    private volatile @Nullable DuckDBConnection connection;
    private volatile long busySince;
    private volatile long busyNanos;
    private volatile boolean busy;
    private volatile long lastRead = System.nanoTime();
    private @Nullable DuckDBPreparedStatement statement;
    private @Nullable DuckDBChunkedResult result;
    private @Nullable ChunkRows chunks;
    private boolean released;
    private List<ResultColumn> columns = List.of();
    private @Nullable Object[][] rows = new Object[0][];
    private int row = -1;
    private boolean exhausted;
    private volatile boolean unlimited;

    /**
     * @param view of the tables that the query names; empty when it names none
     */
    RunningQuery(Queries queries, CheckedSelect select, QueryContext context, Optional<ReadView> view) {
        this.queries = queries;
        this.select = select;
        this.context = context;
        this.view = view;
        this.cold = queries.coldFiles(this::requireGoingOn);
    }

    /** This run, which no time limit and no resting reader ends. */
    RunningQuery unlimited() {
        unlimited = true;
        return this;
    }

    UUID id() {
        return context.queryId();
    }

    /** Resolves the tables, binds them and begins to compute. */
    void start(Relations relations) {
        compute(() -> {
            Definitions definitions = definitions(relations);
            chunks = queries.stack().run(() -> open(definitions));
        });
    }

    /**
     * The views of the statement's tables.
     *
     * @param marked the empty ones of {@link DeclaredTypes}; none when no table needs them
     */
    private record Definitions(List<String> views, List<String> marked) {
        static final Definitions NONE = new Definitions(List.of(), List.of());
    }

    private ChunkRows open(Definitions definitions) throws SQLException {
        DuckDBConnection opened = queries.connect();
        connection = opened;
        DeclaredTypes declared = declaredTypes(opened, definitions, select.sql());
        create(opened, definitions.views());
        return execute(opened, definitions, declared);
    }

    private static void create(DuckDBConnection opened, List<String> definitions) throws SQLException {
        try (Statement create = opened.createStatement()) {
            for (String definition : definitions) {
                create.execute(definition);
            }
        }
    }

    /** Binds a text to the marked views, which the caller replaces. One that they cannot bind has no declared types. */
    private DeclaredTypes declaredTypes(DuckDBConnection opened, Definitions definitions, String sql)
            throws SQLException {
        if (definitions.marked().isEmpty()) {
            return DeclaredTypes.NONE;
        }
        create(opened, definitions.marked());
        try (DuckDBPreparedStatement prepared = opened.prepare(sql)) {
            ResultSetMetaData metaData = prepared.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= metaData.getColumnCount(); i++) {
                names.add(metaData.getColumnTypeName(i));
            }
            return new DeclaredTypes(names);
        } catch (SQLException e) {
            LOG.debug("No declared types for query {}", id(), e);
            return DeclaredTypes.NONE;
        }
    }

    private Definitions definitions(Relations relations) {
        return view.map(open -> definitions(relations, open)).orElse(Definitions.NONE);
    }

    private Definitions definitions(Relations relations, ReadView open) {
        RelationViews views = queries.views(open, cold, select, context);
        Map<TableName, Relation> resolved = new HashMap<>();
        Map<Mention, String> made = new HashMap<>();
        List<Shown> shown = new ArrayList<>();
        List<String> definitions = new ArrayList<>();
        try {
            for (CheckedSelect.Reference reference : select.references()) {
                Relation relation = resolved.computeIfAbsent(reference.name(), unused -> resolve(relations, reference));
                String same = made.putIfAbsent(new Mention(reference.name(), reference.conditions()), reference.view());
                definitions.add(definition(
                        reference, same == null ? views.query(relation, reference.conditions()) : "FROM " + same));
                shown.add(new Shown(reference, relation));
            }
            select.target().ifPresent(target -> {
                Relation returned = relations.returned();
                definitions.add(definition(target, views.query(returned, List.of())));
                shown.add(new Shown(target, returned));
            });
            return new Definitions(definitions, marked(shown, views));
        } finally {
            registrations.addAll(views.registrations());
        }
    }

    private static List<String> marked(List<Shown> shown, RelationViews views) {
        boolean forgetful = shown.stream()
                .flatMap(each -> each.relation().columns().stream())
                .anyMatch(column -> DeclaredTypes.forgets(column.type()));
        return forgetful
                ? shown.stream()
                        .map(each -> definition(each.reference(), views.markedQuery(each.relation())))
                        .toList()
                : List.of();
    }

    /** A view of the statement and what it shows. */
    private record Shown(CheckedSelect.Reference reference, Relation relation) {}

    /** Mentions of one table with the same conditions read one view. */
    private record Mention(TableName table, List<Condition> conditions) {}

    private static String definition(CheckedSelect.Reference reference, String query) {
        return "CREATE OR REPLACE TEMP VIEW " + reference.view() + " AS " + query;
    }

    static Relation resolve(Relations relations, CheckedSelect.Reference reference) {
        try {
            return relations.resolve(reference.name());
        } catch (EngineException e) {
            throw reference.position() > 0 && e.position().isEmpty() ? e.at(reference.position()) : e;
        }
    }

    private ChunkRows execute(DuckDBConnection opened, Definitions definitions, DeclaredTypes markedTypes)
            throws SQLException {
        String sql = select.sql();
        DeclaredTypes declared = markedTypes;
        List<OutputColumn> output = prepare(opened, sql);
        List<@Nullable Object> values = values();
        boolean typed = !output.isEmpty();
        if (!typed) {
            // DuckDB knows the types of such parameters only by their values.
            sql = queries.inlined(select, values);
            declared = declaredTypes(opened, definitions, sql);
            create(opened, definitions.views());
            output = prepare(opened, sql);
        }
        if (output.stream().anyMatch(column -> !column.conversion().isEmpty())) {
            prepare(opened, converting(sql, output));
        }
        DuckDBPreparedStatement prepared = Objects.requireNonNull(statement);
        for (int i = 0; typed && i < values.size(); i++) {
            prepared.setObject(i + 1, values.get(i));
        }
        DuckDBChunkedResult opening = prepared.query();
        result = opening;
        columns = columns(output, declared);
        return new ChunkRows(opening, output);
    }

    private static List<ResultColumn> columns(List<OutputColumn> output, DeclaredTypes declared) {
        return IntStream.range(0, output.size())
                .mapToObj(i -> declared.declared(i, output.get(i)))
                .toList();
    }

    /** The values to bind. */
    private List<@Nullable Object> values() throws SQLException {
        ParameterMetaData types = Objects.requireNonNull(statement).getParameterMetaData();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < select.bound().size(); i++) {
            values.add(converted(context.value(select.bound().get(i)), types.getParameterTypeName(i + 1)));
        }
        return values;
    }

    /** A value as DuckDB shall take it for one of a type; its own way from a decimal to a double does not round right. */
    private static @Nullable Object converted(@Nullable Object value, String typeName) {
        if (value instanceof String text) {
            return BoundValue.ofText(typeName, text);
        }
        return value instanceof BigDecimal number && typeName.equals("DOUBLE") ? (Double) number.doubleValue() : value;
    }

    /** Makes the text the statement to run; returns its columns, none when a parameter leaves their types open. */
    private List<OutputColumn> prepare(DuckDBConnection opened, String sql) throws SQLException {
        if (statement != null) {
            statement.close();
        }
        DuckDBPreparedStatement prepared = opened.prepare(sql);
        statement = prepared;
        ResultSetMetaData metaData = prepared.getMetaData();
        List<OutputColumn> output = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            String type = metaData.getColumnTypeName(i);
            if (type.equals("UNKNOWN")) {
                return List.of();
            }
            String name = DuckDbErrors.withOriginalNames(metaData.getColumnName(i), select.originalNames());
            output.add(OutputColumn.of(name, type));
        }
        return output;
    }

    /** The query around the query that turns columns into readable ones; it keeps the order of rows. */
    private static String converting(String sql, List<OutputColumn> output) {
        return IntStream.range(0, output.size())
                .mapToObj(i -> {
                    String conversion = output.get(i).conversion();
                    return conversion.isEmpty() ? "#" + (i + 1) : conversion.replace("%s", "#" + (i + 1));
                })
                .collect(Collectors.joining(", ", "SELECT ", " FROM (" + sql + ") r"));
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        Ending why = ending.get();
        if (why != null) {
            throw why.exception();
        }
        if (row + 1 < rows.length) {
            row++;
            lastRead = System.nanoTime();
            return true;
        }
        if (exhausted) {
            return false;
        }
        compute(() -> {
            rows = Objects.requireNonNull(chunks).next();
            row = 0;
            if (rows.length == 0) {
                exhausted = true;
                release();
            }
        });
        return !exhausted;
    }

    @Override
    public @Nullable Object value(int index) {
        return rows[row][index];
    }

    private interface Computation {
        void run() throws SQLException;
    }

    private void compute(Computation computation) {
        lock.lock();
        try {
            failIfEnded();
            busySince = System.nanoTime();
            busy = true;
            boolean done = false;
            try {
                computation.run();
                done = true;
            } catch (SQLException e) {
                throw failure(e);
            } finally {
                long now = System.nanoTime();
                long before = busyNanos;
                busyNanos = before + now - busySince;
                lastRead = now;
                busy = false;
                if (!done) {
                    release();
                }
            }
            failIfEnded();
        } finally {
            lock.unlock();
        }
    }

    private void failIfEnded() {
        Ending why = ending.get();
        if (why != null) {
            release();
            throw why.exception();
        }
    }

    /** Throws when the run is over; releases nothing. */
    private void requireGoingOn() {
        Ending why = ending.get();
        if (why != null) {
            throw why.exception();
        }
    }

    /** What a failure of DuckDB is when a data file was damaged since its check. */
    private Optional<EngineException> damage(SQLException e) {
        if (DuckDbErrors.mayBeDamage(e)) {
            try {
                cold.recheck();
            } catch (EngineException damage) {
                return Optional.of(damage);
            }
        }
        return Optional.empty();
    }

    private EngineException failure(SQLException e) {
        Ending why = ending.get();
        if (why != null) {
            return why.exception();
        }
        for (RowFunction.Registration registration : registrations) {
            Optional<RuntimeException> cause = registration.failure();
            if (cause.isPresent()) {
                return cause.get() instanceof EngineException failure
                        ? failure
                        : new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot read the rows of a table", cause.get());
            }
        }
        queries.failed(e);
        return damage(e).orElseGet(() -> DuckDbErrors.translate(e, select));
    }

    /** Ends the run from any thread. Its native parts are released at once, or by the thread that is computing. */
    void end(Ending why) {
        ending.compareAndSet(null, why);
        interrupt();
        if (lock.tryLock()) {
            try {
                release();
            } finally {
                lock.unlock();
            }
        }
    }

    private void interrupt() {
        DuckDBConnection open = connection;
        if (open != null && busy) {
            try {
                DriverAccess.interrupt(open);
            } catch (SQLException e) {
                LOG.warn("Cannot interrupt query {}", id(), e);
            }
        }
    }

    /** Ends the run when it is over a limit; repeats an interrupt that came between two native calls. */
    void tick(long now, QuerySettings settings) {
        Ending why = ending.get();
        if (why != null) {
            end(why);
        } else if (unlimited) {
            return;
        } else if (busy && busyNanos + (now - busySince) > settings.timeout().toNanos()) {
            end(Ending.TIMED_OUT);
        } else if (!busy && now - lastRead > settings.stallLimit().toNanos()) {
            end(Ending.STALLED);
        }
    }

    @Override
    public void close() {
        end(Ending.CLOSED);
        lock.lock();
        try {
            release();
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        if (released) {
            return;
        }
        released = true;
        try {
            if (result != null) {
                closing(result::close);
            }
            if (statement != null) {
                closing(statement::close);
            }
            DuckDBConnection open = connection;
            if (open != null) {
                closing(open::close);
            }
            registrations.forEach(RowFunction.Registration::close);
        } finally {
            view.ifPresent(ReadView::close);
            queries.ended(this);
        }
    }

    private interface NativeClose {
        void run() throws SQLException;
    }

    private void closing(NativeClose close) {
        try {
            close.run();
        } catch (SQLException e) {
            LOG.warn("Cannot close a part of query {}", id(), e);
        }
    }
}
