package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The newest version of a row shows, once, whichever tiers its versions are in: sentence by sentence, for USER and
 * SHARED tables, with and without PRIMARY KEY, before and after the engine is opened again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowVersionsTest {
    private static final int UPDATES = 3_000;

    private TestingEngine engine;
    private int tables;

    /** A kind of table. */
    record Shape(String kind, boolean keyed) {
        private static final List<Shape> ALL = List.of(
                new Shape("USER", true),
                new Shape("USER", false),
                new Shape("SHARED", true),
                new Shape("SHARED", false));

        @Override
        public String toString() {
            return kind + (keyed ? " table with a key" : " table without a key");
        }
    }

    @BeforeAll
    void open(@TempDir Path root) {
        engine = new TestingEngine(root, StepListener.NONE, "firn.durability", "process");
        engine.run(TestingEngine.ADMIN, """
                CREATE NAMESPACE v;
                CREATE SHARED TABLE v.probes (id BIGINT PRIMARY KEY, name TEXT);
                INSERT INTO v.probes (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four');
                """);
        engine.flush("v.probes");
    }

    @AfterAll
    void close() {
        engine.close();
    }

    /** Tables of its own, one of each shape, in all of which the same happens; in the words of the scenario. */
    private final class Scenario {
        private final boolean reopened;
        private final List<Versioned> tables;

        /** @param reopened true when the engine is opened again each time before rows are expected */
        Scenario(boolean reopened) {
            this(reopened, Shape.ALL);
        }

        Scenario(boolean reopened, List<Shape> shapes) {
            this.reopened = reopened;
            this.tables = shapes.stream().map(Versioned::new).toList();
        }

        /** Does the same to each table; a failure names it. */
        void each(Consumer<Versioned> action) {
            for (Versioned table : tables) {
                try {
                    action.accept(table);
                } catch (AssertionError | EngineException e) {
                    throw new AssertionError(table.shape + ": " + e.getMessage(), e);
                }
            }
        }

        void insert(long id, String v) {
            each(table -> table.insert(id, v));
        }

        void update(long id, String v) {
            each(table -> assertThat(table.run("UPDATE {t} SET v = '" + v + "' WHERE id = " + id))
                    .isEqualTo(1));
        }

        void delete(long id) {
            each(table ->
                    assertThat(table.run("DELETE FROM {t} WHERE id = " + id)).isEqualTo(1));
        }

        void flush() {
            each(table -> {
                engine.flush(table.name);
                assertThat(engine.hotRows(table.name)).isZero();
            });
        }

        void reopenIfAsked() {
            if (reopened) {
                engine.reopen();
            }
        }

        /** The tables hold exactly these rows, however they are asked. */
        void expect(Map<Long, String> expected) {
            reopenIfAsked();
            each(table -> table.expect(expected));
        }

        /** No question finds this value. */
        void expectNowhere(String v) {
            each(table -> table.expectNowhere(v));
        }
    }

    /** One table of a scenario. */
    private final class Versioned {
        private final Shape shape;
        private final String name = "v.t" + ++tables;
        private final Caller user;

        Versioned(Shape shape) {
            this.shape = shape;
            this.user = shape.kind().equals("USER") ? TestingEngine.ALICE : TestingEngine.ADMIN;
            engine.run(
                    TestingEngine.ADMIN,
                    "CREATE " + shape.kind() + " TABLE " + name + " (id BIGINT" + (shape.keyed() ? " PRIMARY KEY" : "")
                            + ", v TEXT, n INT)");
        }

        long run(String sql) {
            return engine.run(user, sql.replace("{t}", name));
        }

        List<List<@Nullable Object>> rows(String sql) {
            return engine.rows(user, sql.replace("{t}", name));
        }

        @Nullable
        Object value(String sql) {
            return engine.value(user, sql.replace("{t}", name));
        }

        void insert(long id, String v) {
            assertThat(run("INSERT INTO {t} (id, v, n) VALUES (" + id + ", '" + v + "', 1)"))
                    .isEqualTo(1);
        }

        void expect(Map<Long, String> expected) {
            List<List<@Nullable Object>> all = new ArrayList<>();
            new TreeMap<>(expected).forEach((id, v) -> all.add(List.of(id, v)));

            assertThat(rows("SELECT id, v FROM {t} ORDER BY id")).isEqualTo(all);
            assertThat(value("SELECT COUNT(*) FROM {t}")).isEqualTo((long) all.size());
            assertThat(value("SELECT COUNT(v) FROM {t} WHERE n = 1")).isEqualTo((long) all.size());
            assertThat(rows("SELECT id, v FROM {t} ORDER BY id DESC LIMIT 1"))
                    .isEqualTo(all.isEmpty() ? all : all.subList(all.size() - 1, all.size()));
            assertThat(rows("SELECT id, v FROM {t} LIMIT 10")).containsExactlyInAnyOrderElementsOf(all);
            assertThat(rows("SELECT p.id, t.v FROM v.probes AS p JOIN {t} AS t ON t.id = p.id ORDER BY p.id"))
                    .isEqualTo(all);
            assertThat(rows("SELECT p.id FROM v.probes AS p ANTI JOIN {t} AS t ON t.id = p.id"))
                    .hasSize(4 - all.size());
            for (long id = 1; id <= 4; id++) {
                String v = expected.get(id);
                assertThat(rows("SELECT v FROM {t} WHERE id = " + id))
                        .isEqualTo(v == null ? List.of() : List.of(List.of(v)));
            }
        }

        void expectNowhere(String v) {
            assertThat(rows("SELECT id FROM {t} WHERE v = '" + v + "'")).isEmpty();
            assertThat(value("SELECT COUNT(*) FROM {t} WHERE v LIKE '" + v + "%'"))
                    .isEqualTo(0L);
            assertThat(rows("SELECT v FROM {t} WHERE v IN ('" + v + "') ORDER BY v LIMIT 5"))
                    .isEmpty();
            assertThat(rows("SELECT p.id FROM v.probes AS p JOIN {t} AS t ON t.v = '" + v + "'"))
                    .isEmpty();
            assertThat(run("UPDATE {t} SET n = 1 WHERE v = '" + v + "'")).isZero();
            assertThat(run("DELETE FROM {t} WHERE v = '" + v + "'")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUpdatedColdRowShowsItsNewValueOnceAndItsOldOneNowhere(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "old");
        t.insert(2, "other");
        t.flush();

        t.update(1, "new");

        t.expect(Map.of(1L, "new", 2L, "other"));
        t.expectNowhere("old");
        t.flush();
        t.expect(Map.of(1L, "new", 2L, "other"));
        t.expectNowhere("old");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofThreeVersionsInThreeFilesTheLastShows(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "first");
        t.flush();
        t.update(1, "second");
        t.flush();
        t.update(1, "third");
        t.flush();

        t.each(table -> assertThat(engine.files(table.name)).isEqualTo(3));
        t.expect(Map.of(1L, "third"));
        t.expectNowhere("first");
        t.expectNowhere("second");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeletedColdRowStaysDeletedThroughLaterFlushes(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "gone");
        t.insert(2, "stays");
        t.flush();

        t.delete(1);
        t.expect(Map.of(2L, "stays"));
        t.insert(3, "live");
        t.flush();
        t.expect(Map.of(2L, "stays", 3L, "live"));
        t.insert(4, "later");
        t.flush();

        t.expect(Map.of(2L, "stays", 3L, "live", 4L, "later"));
        t.expectNowhere("gone");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyIsFreeAgainOnceItsRowIsDeletedInWhicheverTier(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "first");
        t.flush();
        t.delete(1);
        t.insert(1, "second");
        t.expect(Map.of(1L, "second"));
        t.delete(1);
        t.flush();
        t.expect(Map.of());
        t.insert(1, "third");
        t.flush();

        t.expect(Map.of(1L, "third"));
        t.expectNowhere("first");
        t.expectNowhere("second");
        t.each(table -> {
            if (table.shape.keyed()) {
                assertThatThrownBy(() -> table.insert(1, "fourth"))
                        .isInstanceOfSatisfying(
                                EngineException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION));
            }
        });
        t.expect(Map.of(1L, "third"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRowThatIsUpdatedAndDeletedWhileHotLeavesNothingBehind(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "first");
        t.update(1, "second");
        t.insert(2, "other");
        t.delete(1);
        t.expect(Map.of(2L, "other"));
        t.flush();

        t.expect(Map.of(2L, "other"));
        t.expectNowhere("first");
        t.expectNowhere("second");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aValueThatNoVisibleRowHoldsFailsNoStatement(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "not a number");
        t.insert(2, "not a number");
        t.insert(3, "7");
        t.flush();
        t.insert(4, "hot and not a number");
        t.update(1, "10");
        t.update(4, "40");
        t.delete(2);
        t.reopenIfAsked();

        t.each(table -> {
            assertThat(table.rows("SELECT id FROM {t} WHERE CAST(v AS INTEGER) > 8 ORDER BY id"))
                    .isEqualTo(List.of(List.of(1L), List.of(4L)));
            assertThat(table.value("SELECT SUM(CAST(v AS INTEGER)) FROM {t}")).hasToString("57");
            assertThat(table.run("UPDATE {t} SET n = n + 1 WHERE CAST(v AS INTEGER) = 10"))
                    .isEqualTo(1);
        });
        t.flush();
        t.each(table -> assertThat(table.rows("SELECT id, n FROM {t} WHERE CAST(v AS INTEGER) + 1 > 8 ORDER BY id"))
                .isEqualTo(List.of(List.of(1L, 2), List.of(4L, 1))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStatementThatFailsInTheMiddleChangesNothing(boolean reopened) {
        Scenario t = new Scenario(reopened);
        t.insert(1, "1");
        t.insert(2, "two");
        t.flush();
        t.insert(3, "3");

        t.each(table -> {
            assertThatThrownBy(() -> table.run("UPDATE {t} SET n = CAST(v AS INTEGER), v = 'changed'"))
                    .isInstanceOf(EngineException.class);
            assertThatThrownBy(() -> table.run("INSERT INTO {t} (id, v, n) VALUES (4, 'x', 1), (5, 'y', 3000000000)"))
                    .isInstanceOf(EngineException.class);
        });

        t.expect(Map.of(1L, "1", 2L, "two", 3L, "3"));
    }

    @Test
    void threeThousandUpdatesOfOneKeyLeaveOneRow() {
        Scenario t = new Scenario(false, List.of(new Shape("USER", true)));
        t.insert(1, "0");
        t.insert(2, "other");
        for (int i = 1; i <= UPDATES; i++) {
            t.update(1, String.valueOf(i));
            if (i == UPDATES / 3) {
                t.flush();
            }
        }

        String last = String.valueOf(UPDATES);
        t.expect(Map.of(1L, last, 2L, "other"));
        t.each(table -> assertThat(table.rows("SELECT v FROM {t} ORDER BY v LIMIT 10"))
                .isEqualTo(List.of(List.of(last), List.of("other"))));
        t.flush();
        t.expect(Map.of(1L, last, 2L, "other"));
        engine.reopen();
        t.expect(Map.of(1L, last, 2L, "other"));
        t.expectNowhere("2999");
    }

    @Test
    void aTableWithoutKeyHoldsEqualRowsAndChangesAllOfThem() {
        Scenario t = new Scenario(true, List.of(new Shape("USER", false)));
        t.insert(1, "same");
        t.insert(1, "same");
        t.flush();
        t.insert(1, "same");

        t.each(table -> assertThat(table.run("UPDATE {t} SET v = 'changed' WHERE id = 1"))
                .isEqualTo(3));
        t.flush();
        t.each(table -> {
            assertThat(table.value("SELECT COUNT(*) FROM {t} WHERE v = 'changed'"))
                    .isEqualTo(3L);
            assertThat(table.run("DELETE FROM {t} WHERE v = 'changed'")).isEqualTo(3);
        });
        t.expect(Map.of());
    }

    @Test
    void usersUpdateAndDeleteTheirOwnVersionsOnly() {
        Scenario alice = new Scenario(true, List.of(new Shape("USER", true)));
        String table = alice.tables.get(0).name;
        alice.insert(1, "alice");
        engine.run(TestingEngine.BOB, "INSERT INTO " + table + " (id, v, n) VALUES (1, 'bob', 1)");
        alice.flush();

        alice.update(1, "alice again");
        assertThat(engine.run(TestingEngine.BOB, "DELETE FROM " + table)).isEqualTo(1);
        alice.flush();

        alice.expect(Map.of(1L, "alice again"));
        assertThat(engine.value(TestingEngine.BOB, "SELECT COUNT(*) FROM " + table))
                .isEqualTo(0L);
    }
}
