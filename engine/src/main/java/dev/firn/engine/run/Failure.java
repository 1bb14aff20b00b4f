package dev.firn.engine.run;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.Excerpt;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A failure as a run's record tells it: the chain of causes in plain words, and the stack trace, both bounded. */
record Failure(String message, String trace) {
    private static final int MAX_MESSAGE_CHARACTERS = 2_000;
    private static final int MAX_TRACE_CHARACTERS = 16 << 10;
    private static final int MAX_CAUSES = 8;

    /**
     * @param root where the data directory lies: nothing for an answer, paths in a failure's words begin below it
     */
    static Failure of(Throwable thrown, String root) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return new Failure(
                Excerpt.of(below(root, chain(thrown)), MAX_MESSAGE_CHARACTERS),
                Excerpt.of(below(root, trace.toString()), MAX_TRACE_CHARACTERS));
    }

    private static String below(String root, String words) {
        return words.replace(root + "/", "").replace(root, "the data directory");
    }

    private static String chain(Throwable thrown) {
        StringBuilder words = new StringBuilder(words(thrown));
        int causes = 0;
        String before = words.toString();
        for (Throwable cause = thrown.getCause(); cause != null && causes < MAX_CAUSES; cause = cause.getCause()) {
            String next = words(cause);
            // What an exception only wraps says the same once more.
            if (!before.contains(next)) {
                words.append("; caused by: ").append(next);
            }
            before = next;
            causes++;
        }
        return words.toString();
    }

    private static String words(Throwable thrown) {
        String message = thrown.getMessage();
        if (thrown instanceof EngineException && message != null) {
            return message;
        }
        String name = thrown.getClass().getSimpleName();
        return message == null ? name : name + ": " + message;
    }
}
