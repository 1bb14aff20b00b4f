package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectedRowsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void acknowledgeTwoRowsAndADelete() {
        ExpectedRows expected = read();
        expected.sent(List.of("e:1=10", "e:2=20", "n:1=5"));
        expected.acknowledged();
        expected.sent(List.of("e:2=x"));
        expected.acknowledged();
    }

    private ExpectedRows read() {
        return ExpectedRows.read(directory, "writer");
    }

    private static TreeMap<String, Integer> rows(Object... pairs) {
        TreeMap<String, Integer> rows = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            rows.put((String) pairs[i], (Integer) pairs[i + 1]);
        }
        return rows;
    }

    @Test
    void acknowledgedChangesAreExpectedExactly() {
        assertThat(read().rows()).isEqualTo(Map.of("e:1", 10, "n:1", 5));
        assertThat(read().deleted()).containsExactly("e:2");
        assertThat(read().settle(rows("e:1", 10, "n:1", 5))).isTrue();
        assertThat(read().settle(rows("e:1", 10))).as("lost").isFalse();
        assertThat(read().settle(rows("e:1", 10, "e:2", 20, "n:1", 5)))
                .as("back again")
                .isFalse();
        assertThat(read().settle(rows("e:1", 9, "n:1", 5))).as("old version").isFalse();
    }

    @Test
    void aStatementInFlightIsThereAllOrNotAtAll() {
        read().sent(List.of("e:1=11", "e:3=30"));

        assertThat(read().settle(rows("e:1", 11, "n:1", 5))).as("half").isFalse();
    }

    @Test
    void whatIsSeenOnceOfAStatementInFlightStays() {
        read().sent(List.of("e:1=11"));
        assertThat(read().settle(rows("e:1", 11, "n:1", 5))).isTrue();
        assertThat(read().settle(rows("e:1", 10, "n:1", 5))).isFalse();

        read().sent(List.of("e:1=12"));
        assertThat(read().settle(rows("e:1", 11, "n:1", 5))).isTrue();
        assertThat(read().settle(rows("e:1", 12, "n:1", 5))).isFalse();
    }

    @Test
    void nothingOfARefusedStatementMayShow() {
        ExpectedRows expected = read();
        expected.sent(List.of("e:1=11"));
        expected.refused();

        assertThat(read().settle(rows("e:1", 11, "n:1", 5))).isFalse();
        assertThat(read().settle(rows("e:1", 10, "n:1", 5))).isTrue();
    }

    @Test
    void anExpiredRowMayGoAndStaysGone() {
        read().sent(List.of("a:1=1", "a:2=2"));
        read().acknowledged();
        long later = System.currentTimeMillis() + 1;
        TreeMap<String, Integer> all = rows("a:1", 1, "a:2", 2, "e:1", 10, "n:1", 5);
        TreeMap<String, Integer> without = rows("a:2", 2, "e:1", 10, "n:1", 5);

        assertThat(read().expire("a", later - 3_600_000, without.keySet())).isEmpty();
        assertThat(read().settle(without)).as("too early").isFalse();
        assertThat(read().expire("a", later, all.keySet())).isEmpty();
        assertThat(read().settle(all)).isTrue();
        assertThat(read().expire("a", later, without.keySet())).containsExactly("a:1");
        assertThat(read().settle(without)).isTrue();
        assertThat(read().settle(all)).as("back again").isFalse();
        assertThat(read().highest("a")).isEqualTo(2);
    }

    @Test
    void aLineThatWasBeingWrittenCountsAsNotWritten() throws IOException {
        Path log = directory.resolve("writer.log");
        Files.writeString(log, "S 17 e:9=", StandardOpenOption.APPEND);
        assertThat(read().rows()).isEqualTo(Map.of("e:1", 10, "n:1", 5));

        read().sent(List.of("e:1=11"));
        assertThat(read().settle(rows("e:1", 11, "n:1", 5))).isTrue();
    }
}
