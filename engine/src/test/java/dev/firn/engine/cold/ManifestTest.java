package dev.firn.engine.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.store.Family;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    private static final int TABLE = 7;
    private static final ScopeId ONE = new ScopeId(TABLE, 1);
    private static final ScopeId TWO = new ScopeId(TABLE, 2);
    private static final ScopeId THREE = new ScopeId(TABLE, 3);

    @TempDir
    private Path root;

    private OpenManifest manifest;

    @BeforeEach
    void open() {
        manifest = new OpenManifest(root);
    }

    @AfterEach
    void close() {
        manifest.close();
    }

    private static FilePart part(ScopeId scope, long minSeq, long maxSeq) {
        return new FilePart(scope.number(), 10, 9, minSeq, maxSeq, minSeq * 1_000, maxSeq * 1_000);
    }

    private static DataFile file(long id, FilePart... parts) {
        return new DataFile(
                id, "shared/n/t/batch-" + id + ".parquet", TABLE, List.of(parts), 100, -5, 1, "FL-1", List.of());
    }

    private Stream<Manifest> nowAndAfterARestart() {
        return Stream.of(manifest.now(), manifest.stored());
    }

    @Test
    void aFileOfSeveralScopesIsFoundByEachAndListedOnce() {
        DataFile own = file(1, part(ONE, 1, 20));
        DataFile bundle = file(2, part(ONE, 30, 40), part(TWO, 5, 45), part(THREE, 41, 41));
        manifest.publish(own);
        manifest.publish(bundle);

        nowAndAfterARestart().forEach(seen -> {
            assertThat(seen.files(ONE)).containsExactly(own, bundle);
            assertThat(seen.files(TWO)).containsExactly(bundle);
            assertThat(seen.files(THREE)).containsExactly(bundle);
            assertThat(seen.files(new ScopeId(TABLE, 4))).isEmpty();
            assertThat(seen.files(TABLE)).containsExactly(own, bundle);
            assertThat(seen.files()).containsExactlyInAnyOrder(own, bundle);
            assertThat(List.of(ONE, TWO, THREE))
                    .extracting(seen::flushedThrough)
                    .containsExactly(40L, 45L, 41L);
        });
        assertThat(bundle.part(TWO)).isEqualTo(part(TWO, 5, 45));
        assertThat(bundle.rows()).isEqualTo(30);
        assertThat(bundle.total()).isEqualTo(new FilePart(1, 30, 27, 5, 45, 5_000, 45_000));
        assertThatThrownBy(() -> own.part(TWO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesOfAScopeThatOverlapAreRefusedByName() {
        manifest.publish(file(1, part(ONE, 10, 20), part(TWO, 1, 100)));

        for (FilePart overlapping : List.of(
                part(ONE, 20, 30), part(ONE, 5, 10), part(ONE, 12, 13), part(ONE, 1, 50), part(TWO, 100, 101))) {
            assertThatThrownBy(() -> manifest.publish(file(2, overlapping)))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
                    .hasMessageContaining("shared/n/t/batch-2.parquet")
                    .hasMessageContaining("shared/n/t/batch-1.parquet");
        }
        manifest.publish(file(3, part(ONE, 1, 9), part(THREE, 12, 13)));
        manifest.publish(file(4, part(ONE, 21, 22)));

        nowAndAfterARestart()
                .forEach(seen ->
                        assertThat(seen.files(ONE)).extracting(DataFile::id).containsExactly(3L, 1L, 4L));
    }

    @Test
    void aDroppedTableLeavesEachFileObsoleteOnce() {
        manifest.publish(file(1, part(ONE, 1, 2), part(TWO, 3, 4)));
        manifest.publish(file(2, part(TWO, 5, 6)));

        manifest.change((before, batch) -> before.drop(TABLE, List.of(ONE, TWO), batch));

        nowAndAfterARestart().forEach(seen -> {
            assertThat(seen.files()).isEmpty();
            assertThat(seen.files(TABLE)).isEmpty();
            assertThat(seen.files(TWO)).isEmpty();
            assertThat(seen.flushedThrough(TWO)).isZero();
            assertThat(seen.obsolete().keySet()).containsExactly(1L, 2L);
        });
    }

    @Test
    void forgottenHistoryRaisesTheWatermarkAndRetiresFiles() {
        manifest.publish(file(1, part(ONE, 1, 20), part(TWO, 5, 25)));
        manifest.publish(file(2, part(ONE, 30, 40)));

        manifest.change((before, batch) -> before.forgetHistory(ONE, 20, false, batch)
                .forgetHistory(TWO, 30, true, batch)
                .remove(before.files(TWO).iterator().next(), batch));

        nowAndAfterARestart().forEach(seen -> {
            assertThat(seen.files(ONE)).extracting(DataFile::id).containsExactly(2L);
            assertThat(seen.files(TWO)).isEmpty();
            assertThat(seen.files(TABLE)).extracting(DataFile::id).containsExactly(2L);
            assertThat(seen.obsolete().keySet()).containsExactly(1L);
            assertThat(List.of(ONE, TWO, THREE)).extracting(seen::historyFloor).containsExactly(20L, 30L, 0L);
            assertThat(List.of(ONE, TWO)).extracting(seen::flushedThrough).containsExactly(40L, 30L);
            assertThat(List.of(ONE, TWO, THREE))
                    .extracting(seen::hasForgottenKeys)
                    .containsExactly(true, false, false);
        });
        manifest.change((before, batch) -> before.forgotKeys(ONE, 20, batch));
        nowAndAfterARestart()
                .forEach(seen -> assertThat(seen.hasForgottenKeys(ONE)).isFalse());
    }

    private void put(byte[] key, byte[] value) {
        manifest.change((before, batch) -> {
            batch.put(Family.MANIFEST, key, value);
            return before;
        });
    }

    /** As it was written before there was retention. */
    @Test
    void aWatermarkOfTheFirstFormHasForgottenNothing() {
        byte[] key = {'W', 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 2};
        put(key, "\1{\"flushedThrough\":5}".getBytes(StandardCharsets.UTF_8));

        Manifest seen = manifest.stored();

        assertThat(seen.flushedThrough(TWO)).isEqualTo(5);
        assertThat(seen.historyFloor(TWO)).isZero();
        assertThat(seen.hasForgottenKeys(TWO)).isFalse();
    }

    /** As it was written before files could hold several scopes. */
    @Test
    void aRecordOfTheFirstFormIsAFileOfOneScope() {
        String json = """
                {"id":3,"path":"alice/tables/n/t/batch-9.parquet","tableId":7,"scopeId":2,"rows":5,"liveRows":4,\
                "bytes":1234,"crc32c":-77,"minSeq":11,"maxSeq":19,"minWrittenAtMicros":1000,"maxWrittenAtMicros":2000,\
                "schemaVersion":2,"runId":"FL-0","statistics":[{"columnId":1,"kind":"INT","min":"1","max":"9",\
                "values":4,"nulls":0,"nan":false}]}""";
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[text.length + 1];
        value[0] = 1;
        System.arraycopy(text, 0, value, 1, text.length);
        byte[] key = {'F', 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3};
        put(key, value);

        DataFile file = manifest.stored().files(TWO).iterator().next();

        assertThat(file.parts()).containsExactly(new FilePart(2, 5, 4, 11, 19, 1_000, 2_000));
        assertThat(file.holdsSeveralScopes()).isFalse();
        assertThat(file.path()).isEqualTo("alice/tables/n/t/batch-9.parquet");
        assertThat(file.crc32c()).isEqualTo(-77);
        assertThat(file.statistics(1)).get().extracting(ColumnStatistics::max).isEqualTo("9");
        assertThat(FileRecord.read(FileRecord.write(file))).isEqualTo(file);
    }

    @Test
    void aRecordOfThousandsOfScopesIsShort() {
        FilePart[] parts = new FilePart[4_096];
        for (int i = 0; i < parts.length; i++) {
            long seq = 1L << 40 | i;
            parts[i] = new FilePart(
                    1_000_000 + i, 100, 90, seq, seq + 1_000, 1_790_000_000_000_000L, 1_790_000_000_000_001L);
        }

        assertThat(FileRecord.write(file(1, parts))).hasSizeLessThan(400 << 10);
    }
}
