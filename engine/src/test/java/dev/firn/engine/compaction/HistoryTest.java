package dev.firn.engine.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.Replacement;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.compaction.History.Fate;
import dev.firn.engine.table.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one merge forgets is bounded; what is beyond the bound is kept, with the tombstones that hide it. */
class HistoryTest {
    private static final int ROWS = 3_000;

    @TempDir
    private Path root;

    private TestingEngine engine;
    /** As the flush left the table, before the compaction that is due by it. */
    private @Nullable ReadView flushed;

    @BeforeEach
    void open() {
        engine = new TestingEngine(root, (step, runId) -> {
            if (step == StepListener.Step.FLUSH_COMMITTED) {
                flushed = engine.engine().committer().acquire();
            }
        });
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE n");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void write(String... statements) {
        engine.run(TestingEngine.ALICE, "CREATE USER TABLE n.t (id BIGINT)");
        engine.run(TestingEngine.ALICE, "INSERT INTO n.t SELECT range FROM range(" + ROWS + ")");
        for (String statement : statements) {
            engine.run(TestingEngine.ALICE, statement);
        }
        engine.flush("n.t");
    }

    private record Decided(List<Fate> rows, List<Fate> successors, List<Replacement.Dropped> dropped) {}

    /** The fates of the table's first rows, then of the versions that came after them, which are tombstones or not. */
    private Decided decide(int maxOperations, boolean tombstones) {
        try (ReadView view = Objects.requireNonNull(flushed)) {
            DataFile file = view.manifest().files().get(0);
            long first = file.parts().get(0).minSeq();
            long scope = file.parts().get(0).scopeId();
            try (History history = new History(view, file.tableId(), List.of(file), maxOperations)) {
                List<Fate> rows = LongStream.range(first, first + ROWS)
                        .mapToObj(seq -> history.fate(scope, row(seq, 0, false)))
                        .toList();
                List<Fate> successors = LongStream.range(0, file.rows() - ROWS)
                        .mapToObj(i -> history.fate(scope, row(first + ROWS + i, first + i, tombstones)))
                        .toList();
                return new Decided(rows, successors, history.dropped());
            }
        }
    }

    private static Row row(long seq, long previous, boolean deleted) {
        return new Row(seq, previous, deleted, 0, new @Nullable Object[] {null});
    }

    @Test
    void scatteredVersionsAreForgottenOneByOneUpToTheBound() {
        write("UPDATE n.t SET id = id WHERE id % 2 = 0");

        Decided decided = decide(500, false);

        assertThat(decided.rows().stream().filter(Fate.SUPERSEDED::equals)).hasSize(500);
        assertThat(decided.rows().subList(1_000, ROWS)).containsOnly(Fate.KEPT);
        assertThat(decided.successors()).containsOnly(Fate.KEPT);
        assertThat(decided.dropped()).singleElement().satisfies(dropped -> {
            assertThat(dropped.versions()).isEqualTo(500);
            assertThat(dropped.single()).hasSize(500);
            assertThat(dropped.ranges()).isEmpty();
        });
    }

    @Test
    void neighboursAreForgottenAsOneRange() {
        write("UPDATE n.t SET id = id");

        Decided decided = decide(2_000, false);

        assertThat(decided.rows()).containsOnly(Fate.SUPERSEDED);
        assertThat(decided.dropped()).singleElement().satisfies(dropped -> {
            assertThat(dropped.versions()).isEqualTo(ROWS);
            assertThat(dropped.single()).isEmpty();
            assertThat(dropped.ranges()).hasSize(1);
        });
    }

    @Test
    void tombstoneStaysWhileTheRowThatItHidesIsKept() {
        write("DELETE FROM n.t");

        Decided decided = decide(10, true);

        assertThat(decided.rows().subList(0, 10)).containsOnly(Fate.SUPERSEDED);
        assertThat(decided.rows().subList(10, ROWS)).containsOnly(Fate.KEPT);
        assertThat(decided.successors().subList(0, 10)).containsOnly(Fate.SATISFIED);
        assertThat(decided.successors().subList(10, ROWS)).containsOnly(Fate.KEPT);
    }
}
