package dev.firn.engine.cold;

import java.util.Map;
import java.util.Objects;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Turns records into fields of a schema that is known beforehand. */
abstract class FieldWriteSupport<T> extends WriteSupport<T> {
    private final MessageType schema;
    private @Nullable RecordConsumer consumer;

    FieldWriteSupport(MessageType schema) {
        this.schema = schema;
    }

    /** Adds the fields of a record in the order of the schema; NULL is left out. */
    abstract void addFields(RecordConsumer out, T record);

    @Override
    public final WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public final WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public final void prepareForWrite(RecordConsumer recordConsumer) {
        this.consumer = recordConsumer;
    }

    @Override
    public final void write(T record) {
        RecordConsumer out = Objects.requireNonNull(consumer);
        out.startMessage();
        addFields(out, record);
        out.endMessage();
    }
}
