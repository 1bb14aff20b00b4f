package dev.firn.engine.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one statement answers, in a form in which both sides can be compared. */
sealed interface Answer {
    /** Rows; {@code columns} holds names and types, each value is typed text of its own, {@code NULL} stands for NULL. */
    record Rows(List<String> columns, List<String> rows) implements Answer {
        Rows sorted() {
            List<String> sorted = new ArrayList<>(rows);
            Collections.sort(sorted);
            return new Rows(columns, sorted);
        }

        @Override
        public String toString() {
            return columns + "\n  " + String.join("\n  ", rows) + "\n  (" + rows.size() + " rows)";
        }
    }

    /** The number of rows that a statement wrote. */
    record Count(long rows) implements Answer {}

    /**
     * A failure. The message is for the reader and is not compared. A statement may break a constraint with one of its
     * values and a type with another: which of them is told is left open, so these kinds equal each other.
     */
    record Failed(Kind kind, String message) implements Answer {
        @Override
        public boolean equals(Object other) {
            return other instanceof Failed that
                    && kind != Kind.BROKEN
                    && (kind == Kind.STATEMENT) == (that.kind == Kind.STATEMENT)
                    && that.kind != Kind.BROKEN;
        }

        @Override
        public int hashCode() {
            return Boolean.hashCode(kind == Kind.STATEMENT);
        }
    }

    /** What a failure is about. */
    enum Kind {
        /** A duplicate or missing key, NULL in a NOT NULL column. */
        CONSTRAINT,
        /** A value that does not fit its type or an operation that has no result. */
        VALUE,
        /** A name that does not exist, or a statement without a meaning. */
        STATEMENT,
        /** What no statement may answer. */
        BROKEN
    }
}
