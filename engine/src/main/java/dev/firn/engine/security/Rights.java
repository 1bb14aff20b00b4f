package dev.firn.engine.security;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;

/**
 * What a caller may do: the table "Rights" of the contract, in one place for SQL, imports and jobs.
 *
 * <p>Each {@code require} refuses with PERMISSION_DENIED, or with TABLE_NOT_FOUND for a table that the caller may not
 * even know of. Rows need no rule here: a caller's statement addresses the caller's own scope of a USER or STREAM table.
 */
public final class Rights {
    private Rights() {}

    /** True when the caller may know that the table exists: everyone knows USER and STREAM tables, readers know SHARED ones. */
    public static boolean knows(Caller caller, Table table) {
        return table.kind().isPerUser() || caller.role().atLeast(readerOf(table.accessLevel()));
    }

    public static void requireRead(Caller caller, Table table) {
        if (!knows(caller, table)) {
            throw unknown(table.name());
        }
    }

    public static void requireWrite(Caller caller, Table table) {
        requireRead(caller, table);
        if (table.kind() == TableKind.SHARED && !caller.role().atLeast(writerOf(table.accessLevel()))) {
            throw denied("write to " + table.name());
        }
    }

    /** Creating a USER or STREAM table is everyone's, unless the setting {@code firn.security.users-create-tables} is off. */
    public static void requireCreateTable(Caller caller, TableKind kind, boolean usersCreateTables) {
        boolean everyones = kind.isPerUser() && usersCreateTables;
        if (!everyones && !caller.role().atLeast(Role.SERVICE)) {
            throw denied("create a " + kind + " table");
        }
    }

    /** Dropping a USER or STREAM table is its creator's, any table a dba's. */
    public static void requireDropTable(Caller caller, Table table) {
        requireRead(caller, table);
        boolean own = table.kind().isPerUser() && table.creator().equals(caller.userId());
        if (!own && caller.role() != Role.DBA) {
            throw denied("drop " + table.name());
        }
    }

    /** Altering a USER or STREAM table is its creator's or a dba's, a SHARED one that of role service or higher. */
    public static void requireAlterTable(Caller caller, Table table) {
        requireRead(caller, table);
        boolean allowed = switch (table.kind()) {
            case USER, STREAM -> table.creator().equals(caller.userId()) || caller.role() == Role.DBA;
            case SHARED -> caller.role().atLeast(writerOf(table.accessLevel()));
        };
        if (!allowed) {
            throw denied("alter " + table.name());
        }
    }

    public static void requireCreateNamespace(Caller caller) {
        require(caller, Role.SERVICE, "create a namespace");
    }

    public static void requireDropNamespace(Caller caller) {
        require(caller, Role.DBA, "drop a namespace");
    }

    /** Creating, altering and dropping users. */
    public static void requireManageUsers(Caller caller) {
        require(caller, Role.DBA, "manage users");
    }

    /** Flushing tables, and seeing and steering jobs, storage and metrics. */
    public static void requireOperate(Caller caller) {
        require(caller, Role.SERVICE, "operate the store");
    }

    /** Accepting the loss of a data file. */
    public static void requireDropFile(Caller caller) {
        require(caller, Role.DBA, "drop a data file");
    }

    /** Importing rows that belong to other users. */
    public static void requireImportForOthers(Caller caller) {
        require(caller, Role.SERVICE, "import rows of other users");
    }

    private static void require(Caller caller, Role least, String action) {
        if (!caller.role().atLeast(least)) {
            throw denied(action);
        }
    }

    private static Role readerOf(AccessLevel level) {
        return switch (level) {
            case PUBLIC -> Role.USER;
            case PRIVATE, RESTRICTED -> Role.SERVICE;
            case DBA -> Role.DBA;
        };
    }

    private static Role writerOf(AccessLevel level) {
        return switch (level) {
            case PUBLIC, PRIVATE, RESTRICTED -> Role.SERVICE;
            case DBA -> Role.DBA;
        };
    }

    private static EngineException denied(String action) {
        return new EngineException(ErrorCode.PERMISSION_DENIED, "Cannot " + action + ": your role does not allow it");
    }

    private static EngineException unknown(TableName name) {
        return new EngineException(ErrorCode.TABLE_NOT_FOUND, "table " + name + " does not exist");
    }
}
