package dev.firn.engine.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The columns of a table at one version.
 *
 * @param version from 1; a row names the version under which it was written
 * @param keyColumnId the id of the PRIMARY KEY column, 0 when the table is append-only
 */
public record Schema(int version, List<Column> columns, int keyColumnId) {
    public Schema {
        columns = List.copyOf(columns);
    }

    /** The ordinal, from 0, of the PRIMARY KEY column. */
    public OptionalInt keyOrdinal() {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).id() == keyColumnId) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The ordinal, from 0, of the column of that name, ignoring case. */
    public OptionalInt ordinal(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The column of that name, ignoring case. */
    public Optional<Column> column(String name) {
        OptionalInt ordinal = ordinal(name);
        return ordinal.isPresent() ? Optional.of(columns.get(ordinal.getAsInt())) : Optional.empty();
    }
}
