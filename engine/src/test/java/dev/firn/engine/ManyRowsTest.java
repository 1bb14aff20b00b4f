package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyRowsTest {
    private static final int ROWS = 120_000;

    @TempDir
    Path root;

    @Test
    void countSumAndSelectAgreeOver120000HotRows() {
        try (TestingEngine engine = new TestingEngine(root)) {
            engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE big");
            engine.run(TestingEngine.ADMIN, "CREATE SHARED TABLE big.t (id BIGINT PRIMARY KEY, n INT, name TEXT)");
            engine.run(
                    TestingEngine.ADMIN,
                    "INSERT INTO big.t SELECT range, range % 1000, 'name ' || range FROM range(" + ROWS + ")");
            assertThat(engine.hotRows("big.t")).isEqualTo(ROWS);
            expectAgreement(engine, ROWS, (long) ROWS / 1000 * 999 * 500);
            engine.run(TestingEngine.ADMIN, "DELETE FROM big.t WHERE n = 999");
            engine.run(TestingEngine.ADMIN, "UPDATE big.t SET n = n + 1 WHERE n = 0");
            expectAgreement(engine, ROWS - 120, (long) ROWS / 1000 * (999 * 500 - 999 + 1));
            engine.flush("big.t");
            assertThat(engine.hotRows("big.t")).isZero();
            expectAgreement(engine, ROWS - 120, (long) ROWS / 1000 * (999 * 500 - 999 + 1));
        }
    }

    private static void expectAgreement(TestingEngine engine, long count, long sum) {
        assertThat(engine.value(TestingEngine.ADMIN, "SELECT count(*) FROM big.t"))
                .isEqualTo(count);
        assertThat(engine.value(TestingEngine.ADMIN, "SELECT count(id) FROM big.t"))
                .isEqualTo(count);
        assertThat(engine.value(TestingEngine.ADMIN, "SELECT CAST(sum(n) AS BIGINT) FROM big.t"))
                .isEqualTo(sum);
        List<List<@Nullable Object>> rows =
                engine.rows(TestingEngine.ADMIN, "SELECT id, n, name FROM big.t ORDER BY id");
        assertThat(rows.size()).isEqualTo((int) count);
        assertThat(rows.stream()
                        .mapToLong(row -> (Integer) java.util.Objects.requireNonNull(row.get(1)))
                        .sum())
                .isEqualTo(sum);
        assertThat(rows.stream().allMatch(row -> ("name " + row.get(0)).equals(row.get(2))))
                .isTrue();
    }
}
