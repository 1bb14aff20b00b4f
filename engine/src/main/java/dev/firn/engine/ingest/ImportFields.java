package dev.firn.engine.ingest;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Excerpt;
import dev.firn.engine.table.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the fields of an import stand for: a column, the owner of the row, or both. Names are matched ignoring case. */
final class ImportFields {
    private static final int MAX_SHOWN = 64;

    private final Table table;
    private final Map<String, Field> fields = new HashMap<>();

    /**
     * A field.
     *
     * @param ordinal of its column, -1 when it names the owner only
     */
    record Field(int ordinal, boolean isOwner) {
        boolean isColumn() {
            return ordinal >= 0;
        }
    }

    ImportFields(Table table, Optional<String> ownerField) {
        this.table = table;
        String owner = ownerField.map(ImportFields::folded).orElse("");
        List<Column> columns = table.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            String name = folded(columns.get(i).name());
            fields.put(name, new Field(i, name.equals(owner)));
        }
        if (ownerField.isPresent()) {
            fields.putIfAbsent(owner, new Field(-1, true));
        }
    }

    /** The field of that name; COLUMN_NOT_FOUND when there is none. */
    Field find(String name) {
        Field field = fields.get(name);
        if (field == null) {
            field = fields.get(folded(name));
        }
        if (field == null) {
            throw new EngineException(
                    ErrorCode.COLUMN_NOT_FOUND, "field " + quoted(name) + " is not a column of table " + table.name());
        }
        return field;
    }

    /** The fields of a header, in its order; none may be given twice. */
    List<Field> findAll(List<String> names) {
        Set<Field> seen = new HashSet<>();
        return names.stream()
                .map(name -> {
                    Field field = find(name);
                    if (!seen.add(field)) {
                        throw givenTwice(name);
                    }
                    return field;
                })
                .toList();
    }

    static EngineException givenTwice(String name) {
        return new EngineException(ErrorCode.INVALID_INPUT, "field " + quoted(name) + " is given twice");
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String quoted(String name) {
        return "'" + Excerpt.of(name, MAX_SHOWN) + "'";
    }
}
