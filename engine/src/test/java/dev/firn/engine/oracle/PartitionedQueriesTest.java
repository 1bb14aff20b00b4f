package dev.firn.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.oracle.Expressions.Ref;
import dev.firn.engine.oracle.Histories.History;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ternary logic partitioning: a predicate is true, false or NULL for each row, so that a query is the union of its three
 * partitions, whichever tier the rows are in and whatever an engine leaves out for a predicate's sake (files, scans).
 */
class PartitionedQueriesTest {
    private static final int WRITES = 70;
    private static final int PREDICATES = 5;

    @TempDir
    private Path root;

    private FirnSide firn;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aQueryIsTheUnionOfItsThreePartitions(long seed) {
        History history = Histories.writes(seed, WRITES);
        Draw draw = new Draw(seed);
        List<TableSpec> tables = history.steps().stream()
                .filter(Step.Create.class::isInstance)
                .map(step -> ((Step.Create) step).table())
                .toList();
        try (FirnSide opened = new FirnSide(root, history.rowsPerFile())) {
            firn = opened;
            for (Step step : history.steps()) {
                apply(step);
            }
            tables.forEach(table -> partition(draw, table, tables, "mixed"));
            tables.forEach(table -> firn.engine().flush(table.qualified()));
            tables.forEach(table -> partition(draw, table, tables, "cold"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 4)
    void aQueryOfHotRowsIsTheUnionOfItsThreePartitions(long seed) {
        History history = Histories.writes(seed, WRITES);
        Draw draw = new Draw(seed);
        List<TableSpec> tables = new ArrayList<>();
        try (FirnSide opened = new FirnSide(root, history.rowsPerFile())) {
            firn = opened;
            for (Step step : history.steps()) {
                if (step instanceof Step.Create create) {
                    tables.add(create.table());
                }
                if (step instanceof Step.Create || step instanceof Step.Request) {
                    apply(step);
                }
            }
            tables.forEach(table -> partition(draw, table, tables, "hot"));
        }
    }

    private void apply(Step step) {
        if (step instanceof Step.Create create) {
            firn.define(create.table().create());
        } else if (step instanceof Step.Request request) {
            firn.run(request.user(), request.statements());
        } else if (step instanceof Step.Flush flush) {
            firn.engine().flush(flush.table());
        } else if (step instanceof Step.Compact compact) {
            firn.engine().compact(compact.table());
        } else {
            firn.engine().flushDue();
        }
    }

    private void partition(Draw draw, TableSpec table, List<TableSpec> tables, String tier) {
        List<Ref> scope = Selects.refs(table, "x");
        Selects selects = new Selects(draw, tables);
        for (int i = 0; i < PREDICATES; i++) {
            String p = table.keyed() && draw.chance(40)
                    ? "x." + table.keyColumn().name() + draw.of(" = ", " > ", " <= ", " <> ")
                            + table.keyColumn().kind().key(draw)
                    : selects.expressions().predicate(scope, 2);
            String from = " FROM " + table.qualified() + " AS x";
            expectUnion("x.*", from, p, tier);
            expectDistinct("x." + draw.one(table.columns()).name(), from, p, tier);
            expectSums(draw.one(scope), from, p, tier);
        }
    }

    private static Stream<String> partitions(String p) {
        return Stream.of(" WHERE " + p, " WHERE NOT (" + p + ")", " WHERE (" + p + ") IS NULL");
    }

    private List<String> rows(String sql) {
        List<Answer> answers = firn.run(TestingEngine.ALICE, List.of(sql));
        assertThat(answers.get(0)).as(sql).isInstanceOf(Answer.Rows.class);
        return ((Answer.Rows) answers.get(0)).rows();
    }

    private void expectUnion(String items, String from, String p, String tier) {
        List<String> parts = partitions(p)
                .flatMap(where -> rows("SELECT " + items + from + where).stream())
                .toList();

        assertThat(rows("SELECT " + items + from))
                .as("%s rows%s by %s", tier, from, p)
                .containsExactlyInAnyOrderElementsOf(parts);
        assertThat(rows("SELECT COUNT(*)" + from))
                .as("%s count%s by %s", tier, from, p)
                .containsExactly(String.valueOf(parts.size()));
    }

    private void expectDistinct(String items, String from, String p, String tier) {
        Set<String> parts = partitions(p)
                .flatMap(where -> rows("SELECT DISTINCT " + items + from + where).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows("SELECT DISTINCT " + items + from))
                .as("%s distinct%s by %s", tier, from, p)
                .containsExactlyInAnyOrderElementsOf(parts);
    }

    /** Aggregates of the whole are the aggregates of those of the partitions. */
    private void expectSums(Ref column, String from, String p, String tier) {
        String value = column.sql();
        String number = column.kind() == ColumnKind.INT || column.kind() == ColumnKind.BIGINT ? value : "1";
        String items = "COUNT(*) AS n, COUNT(" + value + ") AS c, SUM(" + number + ") AS s, MIN(" + value
                + ") AS least, MAX(" + value + ") AS most";
        String parts =
                partitions(p).map(where -> "SELECT " + items + from + where).collect(Collectors.joining(" UNION ALL "));

        assertThat(rows("SELECT CAST(SUM(n) AS BIGINT), CAST(SUM(c) AS BIGINT), SUM(s), MIN(least), MAX(most) FROM ("
                        + parts + ")"))
                .as("%s aggregates of %s%s by %s", tier, value, from, p)
                .isEqualTo(rows("SELECT " + items + from));
    }
}
