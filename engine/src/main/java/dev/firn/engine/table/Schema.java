package dev.firn.engine.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The columns of a table at one version.
 *
 * @param version from 1; a row names the version under which it was written
 * @param columns in ascending order of id
 * @param keyColumnId the id of the PRIMARY KEY column, 0 when the table is append-only
 */
public record Schema(int version, List<Column> columns, int keyColumnId) {
    /** The most columns of a table. */
    public static final int MAX_COLUMNS = 1_000;

    public Schema {
        columns = List.copyOf(columns);
    }

    /** The next version, with one more column at the end. */
    public Schema with(Column added) {
        List<Column> changed = new ArrayList<>(columns);
        changed.add(added);
        return next(changed);
    }

    /** The next version, without a column. */
    public Schema without(Column dropped) {
        return next(
                columns.stream().filter(column -> column.id() != dropped.id()).toList());
    }

    /** The next version, with another column in the place of the one of its id. */
    public Schema replacing(Column changed) {
        return next(columns.stream()
                .map(column -> column.id() == changed.id() ? changed : column)
                .toList());
    }

    private Schema next(List<Column> changed) {
        return new Schema(version + 1, changed, keyColumnId);
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
