package dev.firn.web;

import dev.firn.ejb.QueryRunner;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one {@code /sql} request, made step by step: its first 64 KiB are held back, so that a failure within
 * them has its own HTTP status; what follows is written row by row.
 */
abstract class SqlAnswer implements AutoCloseable {
    private static final int HELD_BYTES = 64 << 10;

    private final QueryRunner queries;
    private final SqlRun run;
    final AnswerOutput out = new AnswerOutput();

    private @Nullable EngineException failure;
    private boolean finished;

    SqlAnswer(QueryRunner queries, SqlRun run) {
        this.queries = queries;
        this.run = run;
    }

    /** The media type of the answer. */
    abstract String type();

    /** Goes on by one statement or row; true at the end of the answer. */
    abstract boolean advance() throws IOException;

    /** Writes how the answer ends after a failure; takes back what is held and must not be seen. */
    abstract void fail(EngineException reason) throws IOException;

    final boolean hasNext() {
        return run.hasNext();
    }

    final StatementResult next() {
        return queries.next(run);
    }

    /** Runs until the answer has ended or as much is held back as may be. */
    final void hold() throws IOException {
        while (!finished && out.heldBytes() < HELD_BYTES) {
            step();
        }
    }

    /** True when the answer has ended, so that its status is known. */
    final boolean finished() {
        return finished;
    }

    /** The failure that ended the answer, null when it succeeded so far. */
    final @Nullable EngineException failure() {
        return failure;
    }

    /** The whole answer, when it has ended while held back; empty when its form has no place for the failure. */
    final byte[] held() {
        return out.toByteArray();
    }

    /** Sends what is held back and runs to the end. */
    final void sendTo(OutputStream client) throws IOException {
        out.sendTo(client);
        while (!finished) {
            step();
        }
    }

    private void step() throws IOException {
        try {
            finished = advance();
        } catch (RuntimeException e) {
            finished = true;
            failure = Failures.of(e);
            fail(failure);
        }
    }

    final void print(String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public final void close() {
        run.close();
    }
}
