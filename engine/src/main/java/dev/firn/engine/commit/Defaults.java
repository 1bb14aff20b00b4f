package dev.firn.engine.commit;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnDefault;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.Constant;
import dev.firn.engine.table.Generator;
import org.jspecify.annotations.Nullable;

/** The values that one statement's rows get without naming them: each {@code NOW()} of it is the same. */
public final class Defaults {
    private final GeneratedIds ids;
    private final long nowMicros;
    private final String userId;

    Defaults(GeneratedIds ids, long nowMicros, String userId) {
        this.ids = ids;
        this.nowMicros = nowMicros;
        this.userId = userId;
    }

    /** The value that a row gets in a column for which it names none; {@code null} for NULL. */
    public @Nullable Object value(Column column) {
        ColumnDefault wanted = column.defaultValue();
        return wanted instanceof Constant constant ? constant.value() : generate(column, (Generator) wanted);
    }

    /** The next value of a function; TYPE_MISMATCH when the column does not take it. */
    public Object generate(Column column, Generator generator) {
        return switch (generator) {
            case SNOWFLAKE_ID -> ColumnValues.fromLong(column, ids.snowflakeId());
            case UUID_V7 -> ColumnValues.fromText(column, ids.uuidV7().toString());
            case ULID -> ColumnValues.fromText(column, ids.ulid());
            case NOW -> ColumnValues.fromTyped(column, ColumnType.TIMESTAMP, nowMicros);
            case CURRENT_USER -> ColumnValues.fromText(column, userId);
        };
    }
}
