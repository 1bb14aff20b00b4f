package dev.firn.engine.oracle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of a history.
 *
 * @param name without its namespace
 * @param user true when each user has rows of their own
 * @param key the index of the PRIMARY KEY column, -1 for none
 * @param options what follows Firn's column list
 */
record TableSpec(String name, boolean user, List<ColumnSpec> columns, int key, String options) {
    static final String NAMESPACE = "o";
    /** How long rows of some tables live; those of others for longer than any history lasts, or for ever. */
    static final int TTL_SECONDS = 1_000;

    /**
     * A column.
     *
     * @param maxLength that of a VARCHAR, 0 for any
     * @param defaultValue a literal, empty for none
     */
    record ColumnSpec(String name, ColumnKind kind, boolean notNull, int maxLength, String defaultValue) {
        /** What follows the type in both dialects. */
        private String tail() {
            return (notNull ? " NOT NULL" : "") + (defaultValue.isEmpty() ? "" : " DEFAULT " + defaultValue);
        }

        String type() {
            return kind.sqlName() + (maxLength > 0 ? "(" + maxLength + ")" : "");
        }

        private String peer() {
            String check = maxLength > 0 ? " CHECK (length(" + name + ") <= " + maxLength + ")" : "";
            return name + " " + kind.peerName() + check + tail();
        }
    }

    String qualified() {
        return NAMESPACE + "." + name;
    }

    boolean keyed() {
        return key >= 0;
    }

    /** True for a table of which {@link Step.Expire} removes every row. */
    boolean expires() {
        return options.endsWith(" TTL " + TTL_SECONDS);
    }

    ColumnSpec keyColumn() {
        return columns.get(key);
    }

    /** Firn's CREATE TABLE. */
    String create() {
        String list = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).name() + " " + columns.get(i).type()
                        + (i == key ? " PRIMARY KEY" : columns.get(i).tail()))
                .collect(Collectors.joining(", "));
        return "CREATE " + (user ? "USER" : "SHARED") + " TABLE " + qualified() + " (" + list + ")" + options;
    }

    /**
     * The plain table's definition. Its key is no constraint of DuckDB, which checks keys row by row and so refuses
     * an UPDATE that exchanges two of them: {@link PlainDuckDb} looks for duplicates behind each statement.
     */
    String peerCreate(String peerName) {
        return "CREATE TABLE " + peerName + " ("
                + columns.stream().map(ColumnSpec::peer).collect(Collectors.joining(", ")) + ")";
    }

    TableSpec with(List<ColumnSpec> others, int newKey) {
        return new TableSpec(name, user, List.copyOf(others), newKey, options);
    }
}
