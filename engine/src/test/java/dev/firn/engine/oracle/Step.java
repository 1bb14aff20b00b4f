package dev.firn.engine.oracle;

import dev.firn.engine.table.Caller;
import java.util.List;
import java.util.Set;

/** One step of a history; its text is what a reader would type. */
sealed interface Step {
    /** The definition of a table. */
    record Create(TableSpec table) implements Step {
        @Override
        public String toString() {
            return table.create() + ";";
        }
    }

    /** A changed table: {@code ALTER TABLE} with the clause, after which the table is as said. */
    record Alter(String clause, TableSpec after) implements Step {
        @Override
        public String toString() {
            return "ALTER TABLE " + after.qualified() + " " + clause + ";";
        }
    }

    /** The end of a table; its name is free again. */
    record Drop(TableSpec table) implements Step {
        @Override
        public String toString() {
            return "DROP TABLE " + table.qualified() + ";";
        }
    }

    /**
     * A request of one statement or more.
     *
     * @param ordered true when the last statement's ORDER BY is total, so that the order of its rows counts
     */
    record Request(Caller user, List<String> statements, boolean ordered) implements Step {
        private static final Set<String> CONTROL = Set.of("BEGIN", "COMMIT", "ROLLBACK");

        static boolean isControl(String sql) {
            return CONTROL.contains(sql);
        }

        @Override
        public String toString() {
            return "-- " + user.userId() + "\n" + String.join(";\n", statements) + ";";
        }
    }

    /** Everything that is buffered of a table becomes cold. */
    record Flush(String table) implements Step {
        @Override
        public String toString() {
            return "STORAGE FLUSH TABLE " + table + ";";
        }
    }

    /** All data files of a table are merged. */
    record Compact(String table) implements Step {
        @Override
        public String toString() {
            return "STORAGE COMPACT TABLE " + table + ";";
        }
    }

    /** Time goes by, less than any row lives. */
    record Wait(int seconds) implements Step {
        @Override
        public String toString() {
            return "-- " + seconds + " s later";
        }
    }

    /** Every row of the tables whose rows live for a time only is older than that, and removed. */
    record Expire() implements Step {
        @Override
        public String toString() {
            return "-- " + TableSpec.TTL_SECONDS + " s later: STORAGE RETENTION of every table with TTL "
                    + TableSpec.TTL_SECONDS;
        }
    }

    /** The flush runs that are due by the tables' policies. */
    record FlushDue() implements Step {
        @Override
        public String toString() {
            return "-- flush what is due";
        }
    }

    /** The engine is closed and opened again. */
    record Reopen() implements Step {
        @Override
        public String toString() {
            return "-- reopen";
        }
    }
}
