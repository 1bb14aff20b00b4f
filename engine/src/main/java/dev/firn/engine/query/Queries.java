package dev.firn.engine.query;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks and runs SELECTs in the one DuckDB instance of a store. Checking needs no table: {@link #check} can be called
 * for a whole request before anything runs. Every position in an error counts characters of the request's SQL from 1.
 */
public final class Queries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Queries.class);
    private static final long TICK_MILLIS = 100;

    private final QuerySettings settings;
    private final FileChecks files;
    private final RowFunction rows = new RowFunction();
    private final Set<RunningQuery> running = ConcurrentHashMap.newKeySet();
    private final Set<HeldView> held = ConcurrentHashMap.newKeySet();
    private final DeepStack stack = new DeepStack();
    private final SelectChecks checks = new SelectChecks(new SyntaxTrees(this::connect, stack));
    private final ScheduledExecutorService clock;
    private final ScheduledFuture<?> ticks;
    private volatile DuckDbInstance instance;

    private Queries(QuerySettings settings, FileChecks files) {
        this.settings = settings;
        this.files = files;
        this.instance = DuckDbInstance.open(settings, rows);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "firn-query-clock");
            thread.setDaemon(true);
            return thread;
        });
        this.ticks = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the instance and locks its configuration.
     *
     * @param files checks data files before they are read
     */
    public static Queries open(QuerySettings settings, FileChecks files) {
        return new Queries(settings, files);
    }

    /**
     * Checks a query: one SELECT, WITH, VALUES, FROM or TABLE statement, nothing after it but {@code ;}.
     *
     * @param namespace of unqualified table names; empty makes one NAMESPACE_NOT_FOUND
     * @throws dev.firn.engine.table.EngineException INVALID_SQL for everything that is not allowed, with its position
     */
    public CheckedSelect check(SqlText select, Optional<String> namespace) {
        return checks.query(select, namespace);
    }

    /**
     * Checks what an UPDATE or DELETE reads: for each row that fulfils the predicate {@code _seq} (result column 0), the
     * named columns, then the expressions, in this order. Each expression and the predicate must be one single
     * expression over the table's columns; subqueries are allowed.
     */
    public CheckedSelect checkMatch(Match match, Optional<String> namespace) {
        return checks.match(match, namespace);
    }

    /**
     * Checks the list of a RETURNING clause: expressions over the columns of a table, aliases, {@code *}. Subqueries are
     * allowed; aggregates, window functions and system columns are not. What it reads, {@link Relations#returned} says.
     */
    public CheckedSelect checkReturning(SqlText list, TableName table, Optional<String> namespace) {
        return checks.returning(list, table, namespace);
    }

    /** Checks expressions that name no column, as in INSERT … VALUES; the result is one row. */
    public CheckedSelect checkConstants(List<SqlText> expressions, Optional<String> namespace) {
        return checks.constants(expressions, namespace);
    }

    /**
     * Runs a checked statement on one view. The view now belongs to the result, which closes it at the end of its rows, at
     * a failure or when it is closed itself; when this method throws, the view is closed.
     */
    public QueryResult run(CheckedSelect select, QueryContext context, ReadView view, Relations relations) {
        Optional<QueryResult> direct = direct(select, context, view, relations);
        if (direct.isPresent()) {
            return direct.get();
        }
        return run(new RunningQuery(this, select, context, Optional.of(view)), relations);
    }

    private QueryResult run(RunningQuery query, Relations relations) {
        running.add(query);
        query.start(relations);
        return query;
    }

    /** Says how a checked statement would run, as rows; the view is closed. */
    public QueryResult explain(CheckedSelect select, QueryContext context, ReadView view, Relations relations) {
        try (view) {
            Explanation explanation = new Explanation(view, select, context);
            explanation.tables(relations);
            return explanation.answer();
        }
    }

    /** Says how a checked statement ran, after it ran to its end; its rows are only counted. The view is closed. */
    public QueryResult explainRun(CheckedSelect select, QueryContext context, ReadView view, Relations relations) {
        try (view) {
            Explanation explanation = new Explanation(view, select, context);
            explanation.tables(relations);
            long before = System.nanoTime();
            long resultRows = 0;
            try (QueryResult result = run(select, context, view.retained(), relations)) {
                while (result.next()) {
                    resultRows++;
                }
            }
            explanation.analysis(resultRows, System.nanoTime() - before);
            return explanation.answer();
        }
    }

    /** The result of the statement's shortcut, which no longer needs the view; empty, and the view open, without one. */
    private static Optional<QueryResult> direct(
            CheckedSelect select, QueryContext context, ReadView view, Relations relations) {
        if (select.shortcut().isEmpty() || select.references().size() != 1) {
            return Optional.empty();
        }
        Optional<QueryResult> result = Optional.empty();
        boolean failed = true;
        try {
            CheckedSelect.Reference table = select.references().get(0);
            if (RunningQuery.resolve(relations, table) instanceof Relation.ScopeRows rows && rows.isStoredOnly()) {
                Shortcut.Run run = new Shortcut.Run(table, new Constants(select, context));
                result = select.shortcut().get().answer(view, rows, run);
            }
            failed = false;
        } finally {
            if (failed || result.isPresent()) {
                view.close();
            }
        }
        return result;
    }

    /** Holds a view, which now belongs to the result, for several statements. */
    public HeldView hold(ReadView view) {
        HeldView holding = new HeldView(view, held::remove);
        held.add(holding);
        return holding;
    }

    /** Views that are held for several statements. */
    public int heldCount() {
        return held.size();
    }

    /**
     * The rows of a Parquet file in the spool directory, in the order and under the names of the file. A time with an
     * offset is a TIMESTAMP in UTC, one finer than a microsecond its text.
     */
    public QueryResult parquetRows(Path file) {
        String source = "read_parquet(" + DuckDbInstance.quoted(file) + ", hive_partitioning = false)";
        List<String> columns = new ArrayList<>();
        try (QueryResult found =
                ownRows("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + source + ")")) {
            while (found.next()) {
                columns.add(imported(String.valueOf(found.value(0)), String.valueOf(found.value(1))));
            }
        }
        return ownRows("SELECT " + String.join(", ", columns) + " FROM " + source);
    }

    /**
     * The row versions of a data file, which a view of the caller's lists as long as they are read. They take as long as
     * they take: no limit of a query ends them.
     *
     * @throws dev.firn.engine.table.EngineException DATA_FILE_UNAVAILABLE when the file is damaged
     */
    public VersionRows versions(Table table, DataFile file) {
        ColdFiles cold = coldFiles(() -> {});
        String sql = VersionRows.sql(table, cold.list(table, List.of(file)), file.holdsSeveralScopes());
        return new VersionRows(run(ownQuery(sql).unlimited()), table, file.holdsSeveralScopes(), cold);
    }

    private static String imported(String name, String type) {
        String quoted = RelationViews.quoted(name);
        return switch (type) {
            case "TIMESTAMP WITH TIME ZONE" -> "timezone('UTC', " + quoted + ") AS " + quoted;
            case "TIMESTAMP_NS", "TIME_NS" -> "CAST(" + quoted + " AS VARCHAR) AS " + quoted;
            default -> quoted;
        };
    }

    private QueryResult ownRows(String sql) {
        return run(ownQuery(sql));
    }

    /** SQL of the engine itself, which names no table. */
    private RunningQuery ownQuery(String sql) {
        QueryContext context = new QueryContext("", List.of(), UUID.randomUUID());
        return new RunningQuery(this, CheckedSelect.ofEngine(sql), context, Optional.empty());
    }

    private QueryResult run(RunningQuery ownQuery) {
        return run(ownQuery, name -> {
            throw new IllegalStateException("the query names table " + name);
        });
    }

    /** Cancels every run of that id; false when there is none. */
    public boolean cancel(UUID queryId) {
        boolean any = false;
        for (RunningQuery query : running) {
            if (query.id().equals(queryId)) {
                query.end(Ending.CANCELLED);
                any = true;
            }
        }
        return any;
    }

    /** Runs that hold a view. */
    public int runningCount() {
        return running.size();
    }

    private void tick() {
        long now = System.nanoTime();
        for (RunningQuery query : running) {
            try {
                query.tick(now, settings);
            } catch (RuntimeException e) {
                LOG.warn("Cannot watch query {}", query.id(), e);
            }
        }
        held.forEach(view -> view.tick(now, settings.stallLimit().toNanos()));
    }

    DuckDBConnection connect() throws SQLException {
        return instance.connect();
    }

    DeepStack stack() {
        return stack;
    }

    /** What data files are checked by before they are read. */
    public FileChecks fileChecks() {
        return files;
    }

    /** @param goingOn throws when the run is over */
    ColdFiles coldFiles(Runnable goingOn) {
        return new ColdFiles(settings.dataDirectory(), files, goingOn);
    }

    RelationViews views(ReadView view, ColdFiles cold, CheckedSelect select, QueryContext context) {
        return new RelationViews(view, cold, rows, select.needs(), new Constants(select, context));
    }

    String inlined(CheckedSelect select, List<@Nullable Object> values) {
        return checks.inlined(select, values);
    }

    void ended(RunningQuery query) {
        running.remove(query);
    }

    /** Opens a new instance when a failure has made this one useless; runs on the old one fail for themselves. */
    void failed(SQLException failure) {
        if (!DuckDbErrors.mayInvalidate(failure)) {
            return;
        }
        synchronized (this) {
            DuckDbInstance broken = instance;
            if (broken.answers()) {
                return;
            }
            LOG.error("The query engine failed and is opened anew", failure);
            instance = DuckDbInstance.open(settings, rows);
            broken.close();
        }
    }

    /** Row sources that DuckDB could call now: those of running queries only. */
    int openRowSources() {
        return rows.size();
    }

    /** Cancels what runs, waits for it and closes the instance. */
    @Override
    public void close() {
        ticks.cancel(false);
        clock.shutdown();
        running.forEach(RunningQuery::close);
        held.forEach(HeldView::close);
        stack.close();
        instance.close();
    }
}
