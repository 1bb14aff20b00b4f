package dev.firn.engine.statement;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.SqlText;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Fragment;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.sql.StatementCases;
import dev.firn.engine.sql.TableReference;
import dev.firn.engine.sql.Value;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Surrogates;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Authorises the statements of a request, one after the other, before the first of them runs.
 *
 * <p>A table that an earlier statement of the request creates or alters is not there yet: the rights to it and its
 * columns are checked when the later statement runs, as they are, again, for every table.
 */
final class Preparation implements StatementCases<Task> {
    private final Session outside;
    private final Caller caller;
    private final Catalog catalog;
    private final TableLookup lookup;
    private final DefinitionTasks definitions;
    private final UserTasks users;
    private final FlushTasks flushes;
    private final FileTasks files;
    private final Set<TableName> changed = new HashSet<>();
    private Session session;
    private OptionalInt begun = OptionalInt.empty();

    /**
     * @param session of statements outside of BEGIN and COMMIT: when its work is a transaction, all of the request is one
     */
    Preparation(Session session, ReadView view) {
        this.outside = session;
        this.session = session;
        this.caller = session.caller();
        this.catalog = view.catalog();
        this.lookup = session.lookup();
        this.definitions = new DefinitionTasks(session);
        this.users = new UserTasks(session);
        this.flushes = new FlushTasks(session);
        this.files = new FileTasks(session);
    }

    /** What the statement does, and the transaction that it belongs to. */
    SqlRun.Step prepare(Statement statement) {
        boolean ends = statement instanceof Statement.Commit || statement instanceof Statement.Rollback;
        if (outside.work().transaction().isPresent() && !statement.isTransactional()) {
            throw refused(
                    "with an Idempotency-Key it is one transaction of SELECT, INSERT, UPDATE and DELETE",
                    statement.position());
        }
        if (begun.isPresent() && !statement.isTransactional() && !ends) {
            throw refused("this statement cannot be part of a transaction", statement.position());
        }
        if (begun.isEmpty() && ends) {
            throw refused("no transaction has begun", statement.position());
        }
        Optional<Transaction> before = session.work().transaction();
        Task task = statement.accept(this);
        return new SqlRun.Step(
                task, before.isPresent() ? before : session.work().transaction());
    }

    /** Refuses a request that leaves a transaction open. */
    void end() {
        if (begun.isPresent()) {
            throw refused("the transaction that begins here has no COMMIT or ROLLBACK", begun.getAsInt());
        }
    }

    private static EngineException refused(String why, int position) {
        return new EngineException(ErrorCode.INVALID_SQL, "Cannot run the request: " + why).at(position);
    }

    @Override
    public Task ofBegin(Statement.Begin statement) {
        begun = OptionalInt.of(statement.position());
        session = outside.with(new Transaction(outside.committer(), outside.queries()));
        return () -> new StatementResult.Done(0, "Transaction begun");
    }

    @Override
    public Task ofCommit(Statement.Commit statement) {
        return endTransaction()::commit;
    }

    @Override
    public Task ofRollback(Statement.Rollback statement) {
        return endTransaction()::rollback;
    }

    private Transaction endTransaction() {
        Transaction transaction = session.work().transaction().orElseThrow();
        begun = OptionalInt.empty();
        session = outside;
        return transaction;
    }

    @Override
    public Task ofCreateNamespace(Statement.CreateNamespace statement) {
        authorise(statement.position(), () -> Rights.requireCreateNamespace(caller));
        return () -> definitions.createNamespace(statement);
    }

    @Override
    public Task ofDropNamespace(Statement.DropNamespace statement) {
        authorise(statement.position(), () -> Rights.requireDropNamespace(caller));
        return () -> definitions.dropNamespace(statement);
    }

    @Override
    public Task ofShowNamespaces(Statement.ShowNamespaces statement) {
        return query("SELECT namespace_id FROM system.namespaces ORDER BY namespace_id");
    }

    @Override
    public Task ofCreateTable(Statement.CreateTable statement) {
        TableName name = lookup.name(statement.table());
        authorise(
                statement.position(),
                () -> Rights.requireCreateTable(
                        caller, statement.kind(), session.settings().usersCreateTables()));
        changed.add(name);
        return () -> definitions.createTable(statement, name);
    }

    @Override
    public Task ofAlterTable(Statement.AlterTable statement) {
        TableName name = lookup.name(statement.table());
        authorise(name, statement.table().position(), Rights::requireAlterTable);
        changed.add(name);
        return () -> definitions.alterTable(statement, name);
    }

    @Override
    public Task ofDropTable(Statement.DropTable statement) {
        TableName name = lookup.name(statement.table());
        boolean known =
                catalog.table(name).filter(table -> Rights.knows(caller, table)).isPresent();
        if (known || !statement.ifExists()) {
            authorise(name, statement.table().position(), Rights::requireDropTable);
        }
        return () -> definitions.dropTable(statement, name);
    }

    @Override
    public Task ofShowTables(Statement.ShowTables statement) {
        String columns =
                "SELECT namespace_id, table_name, table_type, flush_policy, ttl_seconds, access_level FROM system.tables";
        String order = " ORDER BY namespace_id, table_name";
        if (statement.namespace().isEmpty()) {
            return query(columns + order);
        }
        // The name cannot leave its quotes: it obeys the rules of Naming.
        Name namespace = statement.namespace().get();
        Task task = query(columns + " WHERE namespace_id = '" + namespace.text() + "'" + order);
        return () -> {
            definitions.requireNamespace(namespace);
            return task.run();
        };
    }

    @Override
    public Task ofDescribe(Statement.Describe statement) {
        TableName name = lookup.readName(statement.table());
        if (SystemTables.isSystem(name)) {
            return query(TableLookup.located(
                    statement.table().position(), () -> SystemTables.of(name).description()));
        }
        Task columns = aboutTable(
                "SELECT column_name, data_type, is_nullable, column_default, is_primary_key FROM system.columns",
                statement.table(),
                "ordinal");
        return () -> {
            String options = definitions.options(name, statement.table().position());
            return new StatementResult.Rows(((StatementResult.Rows) columns.run()).rows(), Optional.of(options));
        };
    }

    @Override
    public Task ofShowStats(Statement.ShowStats statement) {
        return aboutTable(
                "SELECT user_id, buffered_rows, buffered_bytes, oldest_buffered_at, oldest_buffered_age_seconds, file_count,"
                        + " file_rows, file_bytes FROM system.storage",
                statement.table(),
                "user_id");
    }

    @Override
    public Task ofShowManifest(Statement.ShowManifest statement) {
        String select = "SELECT * FROM system.manifest";
        return statement
                .table()
                .map(table -> aboutTable(select, table, "file_id"))
                .orElseGet(() -> query(select + " ORDER BY file_id"));
    }

    /** What a system table says of one table. */
    private Task aboutTable(String select, TableReference reference, String order) {
        TableName name = lookup.name(reference);
        authorise(name, reference.position(), Rights::requireRead);
        // The names cannot leave their quotes: they obey the rules of Naming.
        Task task = query(select + " WHERE namespace_id = '" + name.namespace() + "' AND table_name = '" + name.table()
                + "' ORDER BY " + order);
        return () -> {
            definitions.requireTable(name, reference.position());
            return task.run();
        };
    }

    @Override
    public Task ofInsert(Statement.Insert statement) {
        TableName name = lookup.name(statement.table());
        authorise(name, statement.table().position(), Rights::requireWrite);
        for (List<Value> row : statement.rows()) {
            requireParameters(row);
        }
        ConstantExpressions constants = ConstantExpressions.check(session, statement.rows());
        constants.selects().forEach(this::authorise);
        return new InsertTask(session, statement, name, constants, returning(name, statement.returning()));
    }

    @Override
    public Task ofInsertSelect(Statement.InsertSelect statement) {
        TableName name = lookup.name(statement.table());
        authorise(name, statement.table().position(), Rights::requireWrite);
        CheckedSelect query = check(statement.query());
        return new InsertSelectTask(session, statement, name, query, returning(name, statement.returning()));
    }

    private Returning returning(TableName table, Optional<Fragment> clause) {
        Returning returning = Returning.check(session, table, clause);
        returning.select().ifPresent(this::authorise);
        return returning;
    }

    @Override
    public Task ofUpdate(Statement.Update statement) {
        TableName name = lookup.name(statement.table());
        Optional<Table> table = authorise(name, statement.table().position(), Rights::requireWrite);
        requireParameters(statement.assignments().stream()
                .map(Statement.Assignment::value)
                .toList());
        UpdateTask task = new UpdateTask(session, statement, name, returning(name, statement.returning()));
        table.map(task::check).ifPresent(this::authorise);
        return task;
    }

    @Override
    public Task ofDelete(Statement.Delete statement) {
        TableName name = lookup.name(statement.table());
        Optional<Table> table = authorise(name, statement.table().position(), Rights::requireWrite);
        DeleteTask task = new DeleteTask(session, statement, name, returning(name, statement.returning()));
        table.map(task::check).ifPresent(this::authorise);
        return task;
    }

    @Override
    public Task ofQuery(Statement.Query statement) {
        return new QueryTask(session, check(statement.select()));
    }

    @Override
    public Task ofExplain(Statement.Explain statement) {
        return new ExplainTask(session, check(statement.select()), statement.analyze());
    }

    private CheckedSelect check(Fragment query) {
        CheckedSelect select =
                session.queries().check(Session.text(query), session.request().namespace());
        authorise(select);
        return select;
    }

    @Override
    public Task ofFlushTable(Statement.FlushTable statement) {
        TableName name = lookup.name(statement.table());
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        authorise(name, statement.table().position(), Rights::requireRead);
        return () -> flushes.flush(statement, name);
    }

    @Override
    public Task ofFlushAll(Statement.FlushAll statement) {
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        return () -> flushes.flushAll(statement);
    }

    @Override
    public Task ofScrubTable(Statement.ScrubTable statement) {
        TableName name = lookup.name(statement.table());
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        authorise(name, statement.table().position(), Rights::requireRead);
        return () -> files.scrub(statement, name);
    }

    @Override
    public Task ofScrubAll(Statement.ScrubAll statement) {
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        return () -> files.scrubAll(statement);
    }

    @Override
    public Task ofDropFile(Statement.DropFile statement) {
        TableName name = lookup.name(statement.table());
        authorise(statement.position(), () -> Rights.requireDropFile(caller));
        authorise(name, statement.table().position(), Rights::requireRead);
        return () -> files.drop(statement, name);
    }

    @Override
    public Task ofCompactTable(Statement.CompactTable statement) {
        TableName name = lookup.name(statement.table());
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        authorise(name, statement.table().position(), Rights::requireRead);
        return () -> new CompactionTasks(session).compact(statement, name);
    }

    @Override
    public Task ofCompactAll(Statement.CompactAll statement) {
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        return () -> new CompactionTasks(session).compactAll(statement);
    }

    @Override
    public Task ofKillJob(Statement.KillJob statement) {
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        return () -> TableLookup.located(statement.position(), () -> kill(statement.jobId()));
    }

    private StatementResult kill(String jobId) {
        Run run = new OperatorRuns(session.committer(), session.runs()).stop(caller, jobId, "");
        return new StatementResult.Done(
                0, run.over() ? "Job '" + jobId + "' is stopped" : "Job '" + jobId + "' is being stopped");
    }

    @Override
    public Task ofApplyRetention(Statement.ApplyRetention statement) {
        TableName name = lookup.name(statement.table());
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        authorise(name, statement.table().position(), Rights::requireRead);
        return () -> new RetentionTasks(session).apply(statement.table(), name);
    }

    @Override
    public Task ofListExpired(Statement.ListExpired statement) {
        TableName name = lookup.name(statement.table());
        authorise(statement.position(), () -> Rights.requireOperate(caller));
        authorise(name, statement.table().position(), Rights::requireRead);
        return () -> new RetentionTasks(session).list(statement.table(), name);
    }

    @Override
    public Task ofCreateUser(Statement.CreateUser statement) {
        authorise(statement.position(), () -> Rights.requireManageUsers(caller));
        return () -> users.create(statement);
    }

    @Override
    public Task ofSetPassword(Statement.SetPassword statement) {
        authorise(statement.position(), () -> Rights.requireManageUsers(caller));
        return () -> users.setPassword(statement);
    }

    @Override
    public Task ofSetRole(Statement.SetRole statement) {
        authorise(statement.position(), () -> Rights.requireManageUsers(caller));
        return () -> users.setRole(statement);
    }

    @Override
    public Task ofDropUser(Statement.DropUser statement) {
        authorise(statement.position(), () -> Rights.requireManageUsers(caller));
        return () -> users.drop(statement);
    }

    private Task query(String sql) {
        return new QueryTask(session, session.queries().check(new SqlText(sql, 0), Optional.empty()));
    }

    private void authorise(int position, Runnable right) {
        TableLookup.located(position, () -> {
            right.run();
            return caller;
        });
    }

    /** The table as it is now, when the caller has the right; empty when the request is yet to create or alter it. */
    private Optional<Table> authorise(TableName name, int position, BiConsumer<Caller, Table> right) {
        boolean later = changed.contains(name);
        if (later && catalog.table(name).isEmpty()) {
            return Optional.empty();
        }
        Table table = lookup.find(catalog, name, position, right);
        return later ? Optional.empty() : Optional.of(table);
    }

    private void authorise(CheckedSelect select) {
        for (CheckedSelect.TableReference table : select.tables()) {
            if (SystemTables.isSystem(table.name())) {
                authorise(table.position(), () -> SystemTables.of(table.name()));
            } else {
                authorise(table.name(), table.position(), Rights::requireRead);
            }
        }
        requireParameter(select.highestParameter(), 0);
        if (select.highestParameter() > 0) {
            requireReadable(session.request().params());
        }
    }

    /** DuckDB's driver takes U+0000 for the end of a text, and half a surrogate pair for a question mark. */
    private static void requireReadable(List<@Nullable Object> params) {
        for (int i = 0; i < params.size(); i++) {
            if (params.get(i) instanceof String text) {
                String use = "Cannot use $" + (i + 1) + " in an expression: ";
                if (text.indexOf('\0') >= 0) {
                    throw new EngineException(ErrorCode.INVALID_PARAMETER, use + "it holds the character U+0000");
                }
                if (Surrogates.unpaired(text) >= 0) {
                    throw new EngineException(
                            ErrorCode.INVALID_PARAMETER, use + "half of a surrogate pair stands alone in it");
                }
            }
        }
    }

    private void requireParameters(List<Value> values) {
        for (Value value : values) {
            if (value instanceof Value.Parameter parameter) {
                requireParameter(parameter.number(), parameter.position());
            }
        }
    }

    private void requireParameter(int number, int position) {
        int given = session.request().params().size();
        if (number > given) {
            EngineException missing = new EngineException(
                    ErrorCode.INVALID_PARAMETER, "Cannot use $" + number + ": the request has " + given + " params");
            throw position == 0 ? missing : missing.at(position);
        }
    }
}
