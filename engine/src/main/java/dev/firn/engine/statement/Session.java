package dev.firn.engine.statement;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Defaults;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.flush.Flushes;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.QueryContext;
import dev.firn.engine.query.SqlText;
import dev.firn.engine.retention.Retention;
import dev.firn.engine.run.Runs;
import dev.firn.engine.security.Passwords;
import dev.firn.engine.sql.Fragment;
import dev.firn.engine.table.Caller;

/** What the statements of one request work with. */
record Session(
        Committer committer,
        Queries queries,
        Flushes flushes,
        Compactions compactions,
        Retention retention,
        Passwords passwords,
        StatementSettings settings,
        Caller caller,
        SqlRequest request,
        Turns turns,
        Work work) {

    /** The same for statements that read and write elsewhere. */
    Session with(Work other) {
        return new Session(
                committer,
                queries,
                flushes,
                compactions,
                retention,
                passwords,
                settings,
                caller,
                request,
                turns,
                other);
    }

    QueryContext queryContext() {
        return new QueryContext(caller.userId(), request.params(), request.queryId());
    }

    /** Text of the request that DuckDB reads. */
    static SqlText text(Fragment fragment) {
        return new SqlText(fragment.text(), fragment.position());
    }

    Runs runs() {
        return flushes.runs();
    }

    TableLookup lookup() {
        return new TableLookup(caller, request.namespace());
    }

    /** The defaults of a statement that runs now. */
    Defaults defaults() {
        return committer.defaults(caller.userId(), nowMicros());
    }

    /** The time that a row written now carries, UTC microseconds since 1970. */
    long nowMicros() {
        return committer.nowMicros();
    }
}
