package dev.firn.engine.table;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as the catalog knows it.
 *
 * @param id never reused in a store
 * @param creator the user id of its creator
 * @param flushPolicy its own policy or the default at its creation
 * @param schemas all versions, oldest first; the last one is current
 * @param createdAtMicros UTC microseconds since 1970
 * @param ttlSeconds how long a row lives after it was written; 0 without end
 * @param expiredBeforeMicros rows of a STREAM table that were written before stay expired, whatever its TTL becomes
 */
public record Table(
        int id,
        TableName name,
        TableKind kind,
        AccessLevel accessLevel,
        String creator,
        FlushPolicy flushPolicy,
        List<Schema> schemas,
        long createdAtMicros,
        long ttlSeconds,
        long expiredBeforeMicros) {
    public Table {
        schemas = List.copyOf(schemas);
    }

    /** A table whose rows live without end. */
    public Table(
            int id,
            TableName name,
            TableKind kind,
            AccessLevel accessLevel,
            String creator,
            FlushPolicy flushPolicy,
            List<Schema> schemas,
            long createdAtMicros) {
        this(id, name, kind, accessLevel, creator, flushPolicy, schemas, createdAtMicros, 0, 0);
    }

    /** The same table with a newer schema. */
    public Table with(Schema next) {
        List<Schema> all = new ArrayList<>(schemas);
        all.add(next);
        return new Table(
                id,
                name,
                kind,
                accessLevel,
                creator,
                flushPolicy,
                all,
                createdAtMicros,
                ttlSeconds,
                expiredBeforeMicros);
    }

    /** The same table under another flush policy and access level. */
    public Table with(FlushPolicy newPolicy, AccessLevel newLevel) {
        return new Table(
                id,
                name,
                kind,
                newLevel,
                creator,
                newPolicy,
                schemas,
                createdAtMicros,
                ttlSeconds,
                expiredBeforeMicros);
    }

    /** The same table under another time to live; 0 is without end. */
    public Table withTtlSeconds(long newTtlSeconds) {
        return new Table(
                id,
                name,
                kind,
                accessLevel,
                creator,
                flushPolicy,
                schemas,
                createdAtMicros,
                newTtlSeconds,
                expiredBeforeMicros);
    }

    /** The same table, whose rows that were written before a time stay expired. */
    public Table withExpiredBefore(long micros) {
        return new Table(
                id, name, kind, accessLevel, creator, flushPolicy, schemas, createdAtMicros, ttlSeconds, micros);
    }

    /** Rows that were written before it are expired at an instant; the smallest number when rows live without end. */
    public long expiredBefore(long instantMicros) {
        return ttlSeconds == 0 ? Long.MIN_VALUE : Math.max(expiredBeforeMicros, instantMicros - ttlSeconds * 1_000_000);
    }

    /** The id of the next column to be added: above those of all columns that the table ever had. */
    public int nextColumnId() {
        return 1
                + schemas.stream()
                        .flatMap(schema -> schema.columns().stream())
                        .mapToInt(Column::id)
                        .max()
                        .orElse(0);
    }

    /** The current schema. */
    public Schema schema() {
        return schemas.get(schemas.size() - 1);
    }

    /** The schema under which a row of that version was written. */
    public Schema schema(int version) {
        for (Schema schema : schemas) {
            if (schema.version() == version) {
                return schema;
            }
        }
        throw new EngineException(
                ErrorCode.INTERNAL_ERROR,
                "Cannot read a row of " + name + ": schema version " + version + " is unknown");
    }
}
