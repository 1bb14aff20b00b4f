package dev.firn.engine.sql;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.TableKind;
import java.util.List;
import java.util.Optional;

/** One statement of a request, as it is written: nothing in it was looked up yet. */
public sealed interface Statement {
    /** The character of the request's SQL, counted from 1, at which it begins. */
    int position();

    /** True when it answers rows, as a SELECT does, and not a count. */
    default boolean hasRows() {
        return false;
    }

    /** Hands this statement to the case of its kind. */
    <R> R accept(StatementCases<R> cases);

    /** Whether it may stand between BEGIN and COMMIT; a kind that does not say so may not. */
    default boolean isTransactional() {
        return false;
    }

    /** {@code CREATE NAMESPACE}. */
    record CreateNamespace(int position, boolean ifNotExists, Name name) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofCreateNamespace(this);
        }
    }

    /**
     * {@code DROP NAMESPACE}.
     *
     * @param cascade drops its tables too
     */
    record DropNamespace(int position, boolean ifExists, Name name, boolean cascade) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofDropNamespace(this);
        }
    }

    /** {@code SHOW NAMESPACES}. */
    record ShowNamespaces(int position) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofShowNamespaces(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }
    }

    /**
     * {@code CREATE TABLE} in either dialect.
     *
     * @param columns without ids (all 0); the key column is NOT NULL
     * @param keyColumn its name as the column list spells it; empty for an append-only table
     * @param flushPolicy empty for the server's default
     * @param ttlSeconds how long its rows live; 0 without end
     */
    record CreateTable(
            int position,
            boolean ifNotExists,
            TableReference table,
            TableKind kind,
            AccessLevel accessLevel,
            List<Column> columns,
            Optional<String> keyColumn,
            Optional<FlushPolicy> flushPolicy,
            long ttlSeconds)
            implements Statement {
        public CreateTable {
            columns = List.copyOf(columns);
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofCreateTable(this);
        }
    }

    /** {@code ALTER TABLE}. */
    record AlterTable(int position, TableReference table, Alteration alteration) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofAlterTable(this);
        }
    }

    /**
     * {@code DROP TABLE}.
     *
     * @param kind refuses a table of another kind
     */
    record DropTable(int position, boolean ifExists, TableReference table, Optional<TableKind> kind)
            implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofDropTable(this);
        }
    }

    /**
     * {@code SHOW TABLES}.
     *
     * @param namespace empty for all
     */
    record ShowTables(int position, Optional<Name> namespace) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofShowTables(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }
    }

    /** {@code DESCRIBE}. */
    record Describe(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofDescribe(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }
    }

    /** {@code SHOW STATS FOR TABLE}. */
    record ShowStats(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofShowStats(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }
    }

    /**
     * {@code SHOW MANIFEST}.
     *
     * @param table empty for all
     */
    record ShowManifest(int position, Optional<TableReference> table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofShowManifest(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }
    }

    /**
     * {@code INSERT … VALUES}.
     *
     * @param columns empty when the statement lists none: then all, in the table's order
     * @param rows each as long as {@code columns}, unless these are empty; an empty row is one of all defaults
     * @param returning what RETURNING lists; empty without it
     */
    record Insert(
            int position,
            TableReference table,
            List<Name> columns,
            List<List<Value>> rows,
            Optional<Fragment> returning)
            implements Statement {
        public Insert {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofInsert(this);
        }

        @Override
        public boolean hasRows() {
            return returning.isPresent();
        }

        @Override
        public boolean isTransactional() {
            return true;
        }
    }

    /**
     * {@code INSERT … SELECT}.
     *
     * @param columns empty when the statement lists none: then all, in the table's order
     * @param query a SELECT of any form, unread
     * @param returning what RETURNING lists; empty without it
     */
    record InsertSelect(
            int position, TableReference table, List<Name> columns, Fragment query, Optional<Fragment> returning)
            implements Statement {
        public InsertSelect {
            columns = List.copyOf(columns);
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofInsertSelect(this);
        }

        @Override
        public boolean hasRows() {
            return returning.isPresent();
        }

        @Override
        public boolean isTransactional() {
            return true;
        }
    }

    /**
     * {@code UPDATE}.
     *
     * @param predicate empty for every row
     * @param returning what RETURNING lists; empty without it
     */
    record Update(
            int position,
            TableReference table,
            List<Assignment> assignments,
            Optional<Fragment> predicate,
            Optional<Fragment> returning)
            implements Statement {
        public Update {
            assignments = List.copyOf(assignments);
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofUpdate(this);
        }

        @Override
        public boolean hasRows() {
            return returning.isPresent();
        }

        @Override
        public boolean isTransactional() {
            return true;
        }
    }

    /** {@code column = value} of an UPDATE. */
    record Assignment(Name column, Value value) {}

    /**
     * {@code DELETE}.
     *
     * @param predicate empty for every row
     * @param returning what RETURNING lists; empty without it
     */
    record Delete(int position, TableReference table, Optional<Fragment> predicate, Optional<Fragment> returning)
            implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofDelete(this);
        }

        @Override
        public boolean hasRows() {
            return returning.isPresent();
        }

        @Override
        public boolean isTransactional() {
            return true;
        }
    }

    /** {@code EXPLAIN [ANALYZE]} of a SELECT, unread. */
    record Explain(int position, Fragment select, boolean analyze) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofExplain(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }

        @Override
        public boolean isTransactional() {
            return true;
        }
    }

    /** A SELECT of any form, unread. */
    record Query(Fragment select) implements Statement {
        @Override
        public int position() {
            return select.position();
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofQuery(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }

        @Override
        public boolean isTransactional() {
            return true;
        }
    }

    /** {@code BEGIN}. */
    record Begin(int position) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofBegin(this);
        }
    }

    /** {@code COMMIT}. */
    record Commit(int position) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofCommit(this);
        }
    }

    /** {@code ROLLBACK}. */
    record Rollback(int position) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofRollback(this);
        }
    }

    /** {@code STORAGE FLUSH TABLE}. */
    record FlushTable(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofFlushTable(this);
        }
    }

    /**
     * {@code STORAGE FLUSH ALL}.
     *
     * @param namespace empty for all
     */
    record FlushAll(int position, Optional<Name> namespace) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofFlushAll(this);
        }
    }

    /** {@code STORAGE SCRUB TABLE}. */
    record ScrubTable(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofScrubTable(this);
        }
    }

    /**
     * {@code STORAGE SCRUB ALL}.
     *
     * @param namespace empty for all
     */
    record ScrubAll(int position, Optional<Name> namespace) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofScrubAll(this);
        }
    }

    /**
     * {@code STORAGE DROP FILE}.
     *
     * @param fileId as written: nothing says that there is such a file
     */
    record DropFile(int position, Name fileId, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofDropFile(this);
        }
    }

    /** {@code STORAGE COMPACT TABLE}. */
    record CompactTable(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofCompactTable(this);
        }
    }

    /**
     * {@code STORAGE COMPACT ALL}.
     *
     * @param namespace empty for all
     */
    record CompactAll(int position, Optional<Name> namespace) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofCompactAll(this);
        }
    }

    /**
     * {@code KILL JOB}.
     *
     * @param jobId as it was written
     */
    record KillJob(int position, String jobId) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofKillJob(this);
        }
    }

    /** {@code STORAGE RETENTION TABLE}. */
    record ApplyRetention(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofApplyRetention(this);
        }
    }

    /** {@code STORAGE RETENTION TABLE … DRY RUN}. */
    record ListExpired(int position, TableReference table) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofListExpired(this);
        }

        @Override
        public boolean hasRows() {
            return true;
        }
    }

    /** {@code CREATE USER}. */
    record CreateUser(int position, Name user, String password, Role role) implements Statement {
        /** Without the password. */
        @Override
        public String toString() {
            return "CreateUser[user=" + user + ", role=" + role + "]";
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofCreateUser(this);
        }
    }

    /** {@code ALTER USER … SET PASSWORD}. */
    record SetPassword(int position, Name user, String password) implements Statement {
        /** Without the password. */
        @Override
        public String toString() {
            return "SetPassword[user=" + user + "]";
        }

        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofSetPassword(this);
        }
    }

    /** {@code ALTER USER … SET ROLE}. */
    record SetRole(int position, Name user, Role role) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofSetRole(this);
        }
    }

    /** {@code DROP USER}. */
    record DropUser(int position, boolean ifExists, Name user) implements Statement {
        @Override
        public <R> R accept(StatementCases<R> cases) {
            return cases.ofDropUser(this);
        }
    }
}
