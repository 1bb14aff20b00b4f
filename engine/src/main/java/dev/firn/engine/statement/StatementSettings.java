package dev.firn.engine.statement;

import dev.firn.engine.table.FlushPolicy;

/**
 * What the server's settings decide about statements.
 *
 * @param defaultFlushPolicy of a table that is created without one
 * @param usersCreateTables whether role {@code user} may create USER tables
 */
public record StatementSettings(FlushPolicy defaultFlushPolicy, boolean usersCreateTables) {}
