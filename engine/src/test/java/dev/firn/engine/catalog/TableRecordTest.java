package dev.firn.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.Table;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableRecordTest {
    @Test
    void tableWrittenBeforeThereWasATimeToLiveHasNone() {
        Table table = StoredRecord.read(record("""
                        {"id":3,"name":{"namespace":"n","table":"t"},"kind":"USER","accessLevel":"PUBLIC","creator":"u",
                        "flushPolicy":"rows:5","schemas":[],"createdAtMicros":7}"""), Table.class);

        assertThat(table.ttlSeconds()).isZero();
        assertThat(table.expiredBefore(1_000_000)).isEqualTo(Long.MIN_VALUE);
        Table limited = table.withTtlSeconds(60).withExpiredBefore(9);
        assertThat(StoredRecord.read(StoredRecord.write(limited), Table.class)).isEqualTo(limited);
    }

    private static byte[] record(String json) {
        return ("\1" + json).getBytes(StandardCharsets.UTF_8);
    }
}
