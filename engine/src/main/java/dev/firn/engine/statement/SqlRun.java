package dev.firn.engine.statement;

/**
 * The statements of one request, parsed and authorised as a whole, run one by one as the reader asks for their results.
 * A failure of a statement ends the run; earlier statements stay committed.
 */
public interface SqlRun extends AutoCloseable {
    /** True while a statement is left. */
    boolean hasNext();

    /** Runs the next statement; rows of the one before are closed first. */
    StatementResult next();

    @Override
    void close();
}
