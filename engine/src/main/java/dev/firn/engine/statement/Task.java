package dev.firn.engine.statement;

/** A statement that was read and authorised, ready to run once. */
@FunctionalInterface
interface Task {
    /** Runs the statement; rights are checked again, because they may have changed. */
    StatementResult run();
}
