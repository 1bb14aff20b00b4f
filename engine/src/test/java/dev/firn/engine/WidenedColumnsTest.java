package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.Caller;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each widening over rows of both tiers: values are the same as if they had been stored in the wider type. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WidenedColumnsTest {
    private static final Caller ALICE = TestingEngine.ALICE;

    private TestingEngine engine;

    @BeforeAll
    void openEngine(@TempDir Path root) {
        engine = new TestingEngine(root);
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE w");
    }

    @AfterAll
    void closeEngine() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SMALLINT | INT | -32768; 0; 32767",
                "SMALLINT | BIGINT | -32768; 0; 32767",
                "SMALLINT | DOUBLE | -32768; 0; 32767",
                "SMALLINT | DECIMAL(5,0) | -32768; 0; 32767",
                "SMALLINT | DECIMAL(12,3) | -32768; 0; 32767",
                "SMALLINT | DECIMAL(38,33) | -32768; 0; 32767",
                "INT | BIGINT | -2147483648; -1; 2147483647",
                "INT | DOUBLE | -2147483648; -1; 2147483647",
                "INT | DECIMAL(10,0) | -2147483648; -1; 2147483647",
                "INT | DECIMAL(38,28) | -2147483648; -1; 2147483647",
                "BIGINT | DECIMAL(19,0) | -9223372036854775808; 1; 9223372036854775807",
                "BIGINT | DECIMAL(38,19) | -9223372036854775808; 1; 9223372036854775807",
                "FLOAT | DOUBLE | 0.10000000149011612; 3.4028234663852886e38; 1.401298464324817e-45; -0.0; 'NaN'; '-Infinity'",
                "DECIMAL(4,2) | DECIMAL(9,4) | -99.99; 0; 0.01; 99.99",
                "DECIMAL(4,2) | DECIMAL(18,10) | -99.99; 0; 0.01; 99.99",
                "DECIMAL(4,2) | DECIMAL(38,30) | -99.99; 0; 0.01; 99.99",
                "DECIMAL(18,3) | DECIMAL(19,3) | -999999999999999.999; 0.001; 999999999999999.999",
                "DECIMAL(18,3) | DECIMAL(38,20) | -999999999999999.999; 0.001; 999999999999999.999",
                "DECIMAL(30,5) | DECIMAL(38,10) | -9999999999999999999999999.99999; 0.00001; 9999999999999999999999999.99999",
                "VARCHAR(3) | VARCHAR(300) | ''; 'abc'; 'ä😀'",
                "VARCHAR(3) | TEXT | ''; 'abc'; 'ä😀'",
                "DATE | TIMESTAMP | '0001-01-01'; '1969-12-31'; '9999-12-31'",
                "DATE | DATETIME | '0001-01-01'; '1969-12-31'; '9999-12-31'",
                "TIMESTAMP | DATETIME | '0001-01-01'; '1969-12-31 23:59:59.999999'",
                "DATETIME | TIMESTAMP | '0001-01-01'; '1969-12-31 23:59:59.999999'"
            })
    void holdsEveryValueOfTheOldType(String from, String to, String values) {
        String[] list = values.split("; ");
        engine.run(
                ALICE,
                "DROP TABLE IF EXISTS w.narrow; DROP TABLE IF EXISTS w.wide; CREATE USER TABLE w.narrow (id INT, v "
                        + from + " DEFAULT " + list[0] + "); CREATE USER TABLE w.wide (id INT, v " + to + ", d " + to
                        + ")");
        insert("w.narrow", list, "");
        insert("w.wide", list, ", " + list[0]);
        engine.flush("w.narrow");
        insert("w.narrow", list, "");
        insert("w.wide", list, ", " + list[0]);

        engine.run(
                ALICE,
                "ALTER TABLE w.narrow ADD d " + from + " DEFAULT " + list[0]
                        + "; ALTER TABLE w.narrow ALTER COLUMN d TYPE " + to
                        + "; ALTER TABLE w.narrow ALTER COLUMN v SET DATA TYPE " + to);

        expectSame(list.length);
        engine.run(
                ALICE,
                "INSERT INTO w.narrow (id, d) VALUES (100, NULL); INSERT INTO w.wide VALUES (100, " + list[0]
                        + ", NULL)");
        engine.flush("w.narrow");
        expectSame(list.length);
    }

    private void insert(String table, String[] values, String more) {
        engine.run(ALICE, "INSERT INTO " + table + " VALUES (0, NULL" + more + ")");
        for (int i = 0; i < values.length; i++) {
            engine.run(ALICE, "INSERT INTO " + table + " VALUES (" + (i + 1) + ", " + values[i] + more + ")");
        }
    }

    private void expectSame(int values) {
        String all = "SELECT id, v, d FROM %s ORDER BY id, _seq";
        assertThat(rows(all.formatted("w.narrow"))).isEqualTo(rows(all.formatted("w.wide")));
        String types = "SELECT typeof(v), typeof(d) FROM %s LIMIT 1";
        assertThat(rows(types.formatted("w.narrow"))).isEqualTo(rows(types.formatted("w.wide")));
        for (int id = 1; id <= values; id++) {
            String equal =
                    "SELECT id, v FROM %s WHERE v = (SELECT min(v) FROM w.wide WHERE id = " + id + ") ORDER BY id";
            assertThat(rows(equal.formatted("w.narrow")))
                    .as("rows with the value of row %s", id)
                    .isEqualTo(rows(equal.formatted("w.wide")))
                    .isNotEmpty();
        }
        String range = "SELECT id FROM %s WHERE v > (SELECT min(v) FROM w.wide) ORDER BY id, _seq";
        assertThat(rows(range.formatted("w.narrow"))).isEqualTo(rows(range.formatted("w.wide")));
        String nulls = "SELECT count(*) FROM %s WHERE v IS NULL";
        assertThat(rows(nulls.formatted("w.narrow"))).isEqualTo(rows(nulls.formatted("w.wide")));
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return engine.rows(ALICE, sql);
    }
}
