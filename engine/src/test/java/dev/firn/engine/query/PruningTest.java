package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.ColumnStatistics;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PruningTest {
    private static final TableName TABLE = new TableName("prune", "t");
    private static final int FILES = 12;
    private static final String LONG = "x".repeat(40);
    private static final String[] TEXTS = {
        "''",
        "'a'",
        "'b'",
        "'ä'",
        "'z'",
        "'\uFFFD'",
        "'😀'",
        "'\uDBFF\uDFFF" + "😀".repeat(40) + "'",
        "'" + LONG + "a'",
        "'" + LONG + "b'",
        "NULL"
    };
    private static final String[] DOUBLES = {
        "0.0", "-0.0", "1.5", "-1.5", "'NaN'", "'Infinity'", "'-Infinity'", "1e300", "9007199254740993", "0.1", "NULL"
    };

    @TempDir
    static Path root;

    private static QueryFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new QueryFixture(root);
        TestingEngine engine = fixture.engine;
        engine.run(TestingEngine.ADMIN, """
                CREATE NAMESPACE prune;
                CREATE SHARED TABLE prune.t (id BIGINT PRIMARY KEY, n INT, d DOUBLE, s TEXT, b BOOLEAN, sent TIMESTAMP);
                CREATE SHARED TABLE prune.v (id BIGINT PRIMARY KEY, n INT, s TEXT);
                CREATE SHARED TABLE prune.u (id BIGINT PRIMARY KEY, n INT);
                """);
        Random random = new Random(42);
        for (int file = 0; file < FILES; file++) {
            fill(engine, random, file);
            if (file < FILES - 1) {
                engine.flush("prune.t");
            }
        }
        for (int file = 0; file < FILES - 1; file++) {
            engine.run(
                    TestingEngine.ADMIN,
                    "INSERT INTO prune.v (id, n, s) SELECT %d + range, range, 's' FROM range(20)"
                            .formatted(file * 100));
            engine.flush("prune.v");
        }
        engine.run(TestingEngine.ADMIN, "INSERT INTO prune.u (id, n) VALUES (1, 10), (205, 20), (1005, 30)");
        engine.flush("prune.u");
    }

    /** New rows of one range of ids, then updates and deletions of any. */
    private static void fill(TestingEngine engine, Random random, int file) {
        StringBuilder insert = new StringBuilder("INSERT INTO prune.t (id, n, d, s, b, sent) VALUES ");
        for (int i = 0; i < 20; i++) {
            insert.append(i == 0 ? "" : ", ")
                    .append("(%d, %s, %s, %s, %s, %s)"
                            .formatted(
                                    file * 100 + i,
                                    random.nextInt(8) == 0 ? "NULL" : file * 10 + random.nextInt(15),
                                    any(random, DOUBLES, file),
                                    any(random, TEXTS, file),
                                    file % 4 == 0 ? "true" : any(random, new String[] {"true", "false", "NULL"}, 3),
                                    random.nextInt(9) == 0
                                            ? "NULL"
                                            : "TIMESTAMP '2026-01-%02d 00:00:00.%06d'".formatted(file + 1, i)));
        }
        engine.run(TestingEngine.ADMIN, insert.toString());
        engine.run(TestingEngine.ADMIN, "UPDATE prune.t SET n = n + 1 WHERE id % 37 = " + random.nextInt(37));
        engine.run(TestingEngine.ADMIN, "DELETE FROM prune.t WHERE id % 41 = " + random.nextInt(41));
    }

    /** Values of neighbours in the list, so that files differ. */
    private static String any(Random random, String[] values, int file) {
        return values[(file + random.nextInt(3)) % values.length];
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** The files of the table that a query reads, of all its mentions the least pruned. */
    private static int filesRead(String name, String sql, @Nullable Object... params) {
        TableName of = new TableName("prune", name);
        CheckedSelect select = fixture.check(sql);
        QueryContext context = new QueryContext("alice", Arrays.asList(params), UUID.randomUUID());
        try (ReadView view = fixture.view()) {
            Table table = view.catalog().table(of).orElseThrow();
            ScopeView scope = view.scope(table.id(), new TableScope.Shared()).orElseThrow();
            return select.references().stream()
                    .filter(reference -> reference.name().equals(of))
                    .mapToInt(reference -> new Pruning(table, reference.conditions(), new Constants(select, context))
                            .of(view, scope)
                            .read()
                            .size())
                    .max()
                    .orElseThrow();
        }
    }

    static List<String> predicates() {
        Random random = new Random(7);
        String[] comparisons = {"=", "<", "<=", ">", ">=", "<>"};
        List<String> predicates = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            String comparison = comparisons[random.nextInt(comparisons.length)];
            String id = String.valueOf(random.nextInt(1_300) - 50);
            String number = random.nextInt(140) + (random.nextBoolean() ? "" : ".5");
            String decimal = DOUBLES[random.nextInt(DOUBLES.length)].replace("NULL", "0.1");
            String text = TEXTS[random.nextInt(TEXTS.length)];
            String day = "2026-01-%02d".formatted(1 + random.nextInt(14));
            String time = List.of(
                            "'" + day + "'",
                            "TIMESTAMP '" + day + " 00:00:00.000007'",
                            "DATE '" + day + "'",
                            "'" + day + "T02:00:00+02:00'",
                            "'" + day + " 00:00:00.000003Z'")
                    .get(random.nextInt(5));
            List<String> terms = List.of(
                    "id " + comparison + " " + id,
                    id + " " + comparison + " t.id",
                    "n " + comparison + " " + number,
                    "n " + comparison + " 1e1",
                    "id " + comparison + " '" + id + "'",
                    "n BETWEEN " + random.nextInt(100) + " AND " + number,
                    "n IN (" + random.nextInt(120) + ", " + random.nextInt(120) + ")",
                    "d " + comparison + " " + decimal,
                    "d " + comparison + " CAST(" + decimal + " AS DOUBLE)",
                    "d BETWEEN 0.1 AND 2",
                    "s " + comparison + " " + text,
                    "s IN ('a', " + text + ")",
                    "s COLLATE nocase " + comparison + " 'A'",
                    "b = " + random.nextBoolean(),
                    "b " + comparison + " true",
                    "b",
                    "sent " + comparison + " " + time,
                    "sent BETWEEN " + time + " AND '" + day + "'",
                    "n IS NULL",
                    "s IS NOT NULL",
                    "b IS NULL",
                    "_seq " + comparison + " " + random.nextInt(500),
                    "NOT n > " + number);
            String one = terms.get(random.nextInt(terms.size()));
            String other = terms.get(random.nextInt(terms.size()));
            predicates.add(
                    switch (random.nextInt(4)) {
                        case 0 -> one + " AND " + other;
                        case 1 -> "(" + one + ") AND (" + other + " OR id < 100)";
                        default -> one;
                    });
        }
        return predicates;
    }

    @ParameterizedTest
    @MethodSource("predicates")
    void readsTheSameRowsAsWithoutPruning(String predicate) {
        String select = "SELECT id, n, d, s, b, sent FROM prune.t WHERE ";
        String unpruned = select + "(" + predicate + ") OR (random() < 0)";
        assertThat(filesRead("t", unpruned)).isEqualTo(FILES - 1);
        assertThat(fixture.rows(select + predicate)).containsExactlyInAnyOrderElementsOf(fixture.rows(unpruned));
    }

    @Test
    void prunesMostFilesInMostOfThem() {
        IntStream read = predicates().stream().mapToInt(predicate -> filesRead("t", "FROM prune.t WHERE " + predicate));
        assertThat(read.average().orElseThrow()).isLessThan(FILES * 0.75);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            FROM prune.v WHERE id = 305                                                     | 1
            FROM prune.v WHERE 305 = ID                                                     | 1
            FROM prune.v x WHERE x.id = 305                                                 | 1
            FROM prune.v WHERE prune.v.id BETWEEN 300 AND 305                               | 1
            FROM prune.v WHERE id IN (305, 505)                                             | 2
            FROM prune.v WHERE id = 305 AND n + 1 > 0                                       | 1
            FROM prune.v WHERE id = -7                                                      | 0
            FROM prune.v WHERE _seq < 0                                                     | 0
            SELECT id AS n FROM prune.v WHERE n = 100000                                    | 0
            FROM prune.v a JOIN prune.u b USING (id) WHERE a.id = 305                       | 1
            FROM prune.v a LEFT JOIN prune.u b ON a.id = b.id WHERE a.id = 305              | 1
            FROM prune.u b RIGHT JOIN prune.v a ON a.id = b.id WHERE a.id = 305             | 1
            SELECT * FROM prune.u WHERE EXISTS (FROM prune.v WHERE id = 305)                | 1
            WITH c AS (FROM prune.v WHERE id = 305) FROM c                                  | 1
            SELECT (SELECT n FROM prune.v WHERE id = 305) FROM prune.u                      | 1
            FROM prune.v WHERE id = 305 OR n = 1                                            | 11
            FROM prune.v WHERE NOT id = 305                                                 | 11
            FROM prune.v WHERE id + 0 = 305                                                 | 11
            FROM prune.v a JOIN prune.u b USING (id) WHERE id = 305                         | 11
            FROM prune.v a, prune.u b WHERE b.id = 305                                      | 11
            FROM prune.u b LEFT JOIN prune.v a ON a.id = b.id WHERE a.n IS NULL             | 11
            FROM prune.v a FULL JOIN prune.u b ON a.id = b.id WHERE a.id = 305              | 11
            FROM prune.u b ASOF JOIN prune.v a ON b.id >= a.id WHERE a.id = 305             | 11
            FROM prune.v x (n, id) WHERE id = 305                                           | 11
            FROM (FROM prune.v) v WHERE id = 305                                            | 11
            WITH v AS (FROM prune.v) FROM v WHERE id = 305                                  | 11
            FROM prune.v a, prune.v b WHERE a.id = 305                                      | 11
            FROM prune.v WHERE s COLLATE nocase = 'none'                                    | 11
            FROM prune.v WHERE id = 305 + 0                                                 | 11
            FROM prune.v GROUP BY ALL HAVING count(*) = 305                                 | 11
            """)
    void readsTheFilesThatMayHoldARow(String sql, int files) {
        String query = sql.contains("GROUP BY") ? "SELECT count(*) " + sql : sql;
        assertThat(filesRead("v", query)).as(sql).isEqualTo(files);
        assertThat(fixture.rows(query)).isNotNull();
    }

    @Test
    void prunesByParameters() {
        String sql = "FROM prune.v WHERE id = $1";
        assertThat(filesRead("v", sql, 305L)).isEqualTo(1);
        assertThat(filesRead("v", sql, "305")).isEqualTo(1);
        assertThat(filesRead("v", sql, 305.0)).isEqualTo(FILES - 1);
        assertThat(filesRead("v", sql, (Object) null)).isEqualTo(FILES - 1);
        assertThat(filesRead("t", "FROM prune.t WHERE sent > $1", "2026-02-01T00:00:00+01:00"))
                .isZero();
        assertThat(filesRead("t", "FROM prune.t WHERE sent > $1", "no time")).isEqualTo(FILES - 1);
    }

    @Test
    void keepsColumnStatisticsOfEachFile() {
        fixture.expectNothingHeld();
        try (ReadView view = fixture.view()) {
            Table table = view.catalog().table(TABLE).orElseThrow();
            ScopeView scope = view.scope(table.id(), new TableScope.Shared()).orElseThrow();
            DataFile first = view.dataFiles(scope).iterator().next();
            Optional<ColumnStatistics> id = first.statistics(1);
            assertThat(id).isPresent();
            assertThat(id.get().min()).isEqualTo("0");
            assertThat(id.get().max()).isEqualTo("19");
            assertThat(id.get().values()).isEqualTo(first.part(scope.id()).liveRows());
        }
    }

    @Test
    void boundsLongTextsFromAbove() {
        assertThat(ColumnStatistics.compareTexts("a", "b")).isNegative();
        assertThat(ColumnStatistics.compareTexts("a", "ab")).isNegative();
        assertThat(ColumnStatistics.compareTexts("\uFFFD", "😀")).isNegative();
        assertThat(ColumnStatistics.compareTexts("😀", "\uE000")).isPositive();
    }
}
