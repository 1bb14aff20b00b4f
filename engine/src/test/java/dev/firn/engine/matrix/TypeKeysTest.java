package dev.firn.engine.matrix;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key of any type is unique over both tiers, however its value is spelled. */
class TypeKeysTest {
    /** By type: a key, the same key in another spelling, another key. */
    private static final Map<String, List<String>> KEYS = keys();

    @TempDir
    Path directory;

    private TestingEngine engine;

    private static Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("BOOLEAN", List.of("true", "1 = 1", "false"));
        keys.put("SMALLINT", List.of("-32768", "-32768.0", "32767"));
        keys.put("INT", List.of("-2147483648", "-2147483648e0", "2147483647"));
        keys.put("BIGINT", List.of("-9223372036854775808", "'-9223372036854775808'", "-9223372036854775807"));
        keys.put("FLOAT", List.of("0.0", "-0.0", "1.4e-45"));
        keys.put("DOUBLE", List.of("-0.0", "0", "-4.9e-324"));
        keys.put("DECIMAL(38,18)", List.of("1", "'1.000000000000000000'", "1.000000000000000001"));
        keys.put("DECIMAL(4,2)", List.of("-99.99", "'-9999e-2'", "99.99"));
        keys.put("VARCHAR", List.of("'é'", "chr(233)", "'É'"));
        keys.put("BYTES", List.of("'AP8='", "X'00ff'", "X'00ff00'"));
        keys.put(
                "TIMESTAMP",
                List.of("'1969-12-31T23:59:59.999999'", "TIMESTAMP '1970-01-01 01:59:59.999999+02'", "'1970-01-01'"));
        keys.put("DATETIME", List.of("'2025-03-09 02:30'", "'2025-03-09T07:30+05:00'", "'2025-03-09 03:30'"));
        keys.put("DATE", List.of("'0001-01-01'", "DATE '0001-01-01'", "'9999-12-31'"));
        keys.put("TIME", List.of("'23:00'", "'01:00+02:00'", "'23:00:00.000001'"));
        keys.put(
                "UUID",
                List.of(
                        "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                        "'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'",
                        "'ffffffff-ffff-ffff-ffff-fffffffffffe'"));
        return keys;
    }

    @BeforeEach
    void open() {
        engine = new TestingEngine(directory);
        engine.run(ADMIN, "CREATE NAMESPACE k");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void everyTypeButJsonIsTried() {
        List<String> kinds = Arrays.stream(ColumnType.Kind.values())
                .map(kind -> ColumnType.of(kind).sqlName())
                .filter(name -> !name.equals("JSON"))
                .map(name -> name.replace("(0,0)", ""))
                .toList();
        assertThat(KEYS.keySet().stream()
                        .map(type -> type.replaceAll("\\(.*", ""))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void aKeyIsTakenOnceInBothTiersAndFoundThere() {
        int number = 0;
        for (Map.Entry<String, List<String>> each : KEYS.entrySet()) {
            String table = "k.t" + number++;
            String type = each.getKey();
            engine.run(ADMIN, "CREATE SHARED TABLE " + table + " (k " + type + " PRIMARY KEY, n INT)");
            List<String> values = each.getValue();
            insert(table, values.get(0), 1);

            refusedTwice(table, type, values);
            engine.flush(table);
            refusedTwice(table, type, values);
            insert(table, values.get(2), 2);
            refusedTwice(table, type, values);

            engine.run(ADMIN, "UPDATE " + table + " SET n = 10 WHERE n = 1; DELETE FROM " + table + " WHERE n = 2");
            refusedTwice(table, type, values);
            insert(table, values.get(2), 3);
            engine.flush(table);
            assertThat(engine.rows(ADMIN, "SELECT n FROM " + table + " ORDER BY n"))
                    .as(type)
                    .containsExactly(List.of(3), List.of(10));
            engine.run(ADMIN, "DELETE FROM " + table + " WHERE n = 10");
            insert(table, values.get(1), 4);
            refusedTwice(table, type, values);
        }
    }

    private void insert(String table, String key, int n) {
        engine.run(ADMIN, "INSERT INTO " + table + " VALUES (" + key + ", " + n + ")");
    }

    private void refusedTwice(String table, String type, List<String> values) {
        expectRefused(table, type, values.get(0));
        expectRefused(table, type, values.get(1));
        expectRefused(table, type, "NULL");
    }

    private void expectRefused(String table, String type, String key) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> insert(table, key, 99));
        assertThat(refusal).as("%s %s", type, key).isNotNull();
        assertThat(refusal.code()).as("%s %s", type, key).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
    }

    @Test
    void nanIsNoKey() {
        engine.run(ADMIN, "CREATE SHARED TABLE k.f (k FLOAT PRIMARY KEY, n INT)");
        engine.run(ADMIN, "CREATE SHARED TABLE k.d (k DOUBLE PRIMARY KEY, n INT)");

        expectRefused("k.f", "FLOAT", "'NaN'");
        expectRefused("k.d", "DOUBLE", "CAST('NaN' AS DOUBLE)");
        insert("k.f", "'-Infinity'", 1);
        expectRefused("k.f", "FLOAT", "'-Infinity'");
    }
}
