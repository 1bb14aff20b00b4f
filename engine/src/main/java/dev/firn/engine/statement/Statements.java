package dev.firn.engine.statement;

import dev.firn.engine.table.Caller;

/** Runs SQL for a caller. */
public interface Statements {
    /** Parses and authorises the whole request; nothing has run when it throws. */
    SqlRun start(Caller caller, SqlRequest request);

    /** Cancels a request of the caller (of anyone, for a dba); false when it is not running. */
    boolean cancel(Caller caller, java.util.UUID queryId);
}
