package dev.firn.engine.monitor;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.monitor.TableQuery.Sort;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableMonitorTest {
    private static final Caller SERVICE = new Caller("robot", Role.SERVICE);
    private static final TableName OWN = new TableName("m", "own");

    @TempDir
    private Path root;

    private TestingEngine engine;

    @BeforeEach
    void createTables() {
        engine = new TestingEngine(root, StepListener.NONE, "firn.flush.nudge", "false");
        engine.run(ADMIN, """
                CREATE NAMESPACE m; CREATE NAMESPACE other;
                CREATE USER TABLE m.own (id INT PRIMARY KEY, text VARCHAR DEFAULT 'none') FLUSH ROWS 100 FLUSH SECONDS 600;
                CREATE SHARED TABLE m.news (id INT) FLUSH ROWS 10;
                CREATE SHARED TABLE m.hidden (id INT) WITH (ACCESS_LEVEL = 'DBA');
                CREATE STREAM TABLE other.live (id INT) TTL 1000""");
        engine.run(ALICE, "INSERT INTO m.own (id) SELECT * FROM range(30)");
        engine.run(BOB, "INSERT INTO m.own (id) SELECT * FROM range(20)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private TableMonitor monitor() {
        return engine.engine().monitor().tables();
    }

    private static Paging<Sort> by(Sort sort, Direction direction) {
        return new Paging<>(sort, direction, Optional.empty(), 100);
    }

    private static TableQuery all(Paging<Sort> paging) {
        return new TableQuery(Optional.empty(), Optional.empty(), Set.of(), paging);
    }

    private List<String> names(Caller caller, TableQuery query) {
        return monitor().tables(caller, query).items().stream()
                .map(state -> state.table().name().toString())
                .toList();
    }

    @Test
    void showsTheBufferAgainstThePolicy() {
        TableState state = monitor().table(SERVICE, OWN);

        assertThat(state.buffered().rows()).isEqualTo(50);
        assertThat(state.buffered().bytes()).isPositive();
        assertThat(state.buffered().share()).hasValue(0.5);
        assertThat(state.buffered().secondsToFlush().orElseThrow()).isBetween(540L, 600L);
        assertThat(state.buffered().due()).isFalse();
        assertThat(state.scopes()).hasValue(2);
        assertThat(state.operated()).isTrue();
        assertThat(state.active()).isEmpty();
        assertThat(state.last()).isEmpty();

        engine.run(ADMIN, "INSERT INTO m.news SELECT * FROM range(25)");
        Buffered news = monitor().table(ALICE, new TableName("m", "news")).buffered();
        assertThat(news.share()).as("of a SHARED table everyone").hasValue(2.5);
        assertThat(news.due()).isTrue();
        assertThat(news.secondsToFlush()).as("no interval").isEmpty();
    }

    @Test
    void showsAUserTheirOwnRowsAlone() {
        engine.flush("m.own");
        engine.run(ALICE, "INSERT INTO m.own (id) VALUES (100)");
        engine.run(BOB, "INSERT INTO m.own (id) VALUES (100), (101)");

        TableState state = monitor().table(ALICE, OWN);
        assertThat(state.buffered().rows()).isEqualTo(1);
        assertThat(state.buffered().ageSeconds()).isPresent();
        assertThat(state.buffered().share()).isEqualTo(OptionalDouble.empty());
        assertThat(state.files().rows()).isEqualTo(30);
        assertThat(state.files().count()).isEqualTo(1);
        assertThat(state.scopes()).isEqualTo(OptionalLong.empty());
        assertThat(state.operated()).isFalse();
        assertThat(state.last()).isEmpty();
        assertThat(monitor().table(new Caller("carol", Role.USER), OWN).files().count())
                .isZero();
    }

    @Test
    void showsFilesAndTheRunThatWroteThem() {
        engine.flush("m.own");

        TableState state = monitor().table(SERVICE, OWN);
        assertThat(state.buffered())
                .isEqualTo(Buffered.of(0, 0, 0, 0).under(state.table().flushPolicy()));
        assertThat(state.files().count()).isEqualTo(2);
        assertThat(state.files().rows()).isEqualTo(50);
        assertThat(state.files().bytes()).isPositive();
        assertThat(state.files().quarantined()).isZero();
        Run last = state.last().orElseThrow();
        assertThat(last.type()).isEqualTo(JobType.FLUSH);
        assertThat(last.status()).isEqualTo(Run.Status.COMPLETED);

        engine.run(ALICE, "INSERT INTO m.own (id) VALUES (100)");
        engine.run(ADMIN, "STORAGE FLUSH TABLE m.own");
        assertThat(monitor().table(SERVICE, OWN).active().orElseThrow().status())
                .isEqualTo(Run.Status.QUEUED);
    }

    @Test
    void aStreamTableIsNeverFlushed() {
        engine.run(ALICE, "INSERT INTO other.live VALUES (1)");

        TableState state = monitor().table(ADMIN, new TableName("other", "live"));
        assertThat(state.buffered().rows()).isEqualTo(1);
        assertThat(state.buffered().share()).isEmpty();
        assertThat(state.operated()).isFalse();
    }

    @Test
    void listsWhatTheCallerMayKnowOfAndAsksFor() {
        Paging<Sort> byName = by(Sort.NAME, Direction.ASCENDING);

        assertThat(names(ADMIN, all(byName))).containsExactly("m.hidden", "m.news", "m.own", "other.live");
        assertThat(names(SERVICE, all(byName))).containsExactly("m.news", "m.own", "other.live");
        assertThat(names(ADMIN, all(by(Sort.BUFFERED_ROWS, Direction.DESCENDING)))
                        .get(0))
                .isEqualTo("m.own");
        assertThat(names(ADMIN, new TableQuery(Optional.of("M"), Optional.of("N"), Set.of(), byName)))
                .containsExactly("m.hidden", "m.news", "m.own");
        assertThat(names(
                        ADMIN,
                        new TableQuery(
                                Optional.empty(), Optional.empty(), Set.of(TableKind.STREAM, TableKind.USER), byName)))
                .containsExactly("m.own", "other.live");
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        for (Sort sort : Sort.values()) {
            for (Direction direction : Direction.values()) {
                List<String> paged = new ArrayList<>();
                Optional<String> next = Optional.empty();
                do {
                    Page<TableState> page = monitor().tables(ADMIN, all(new Paging<>(sort, direction, next, 1)));
                    page.items().forEach(state -> paged.add(state.table().name().toString()));
                    next = page.next();
                } while (next.isPresent());
                assertThat(paged).as("%s %s", sort, direction).isEqualTo(names(ADMIN, all(by(sort, direction))));
            }
        }
        for (String wrong : new String[] {"", "x", "1", "99999999999999999999.m"}) {
            Paging<Sort> paging = new Paging<>(Sort.NAME, Direction.ASCENDING, Optional.of(wrong), 1);
            assertThatThrownBy(() -> monitor().tables(ADMIN, all(paging)))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER));
        }
    }

    @Test
    void aTableThatTheCallerMayNotKnowOfIsNotThere() {
        TableName hidden = new TableName("m", "hidden");
        for (Caller caller : List.of(ALICE, SERVICE)) {
            assertMissing(() -> monitor().table(caller, hidden));
            assertMissing(() -> monitor().scopes(caller, hidden, scopes(Optional.empty(), 10)));
        }
        assertMissing(() -> monitor().table(ADMIN, new TableName("m", "none")));
    }

    private static void assertMissing(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
    }

    private static ScopeQuery scopes(Optional<String> user, int limit) {
        return new ScopeQuery(
                user, new Paging<>(ScopeQuery.Sort.BUFFERED_ROWS, Direction.DESCENDING, Optional.empty(), limit));
    }

    @Test
    void listsScopesWithTheirRowsAndFiles() {
        engine.flush("m.own");
        engine.run(BOB, "INSERT INTO m.own (id) VALUES (100), (101)");

        Page<ScopeState> page = monitor().scopes(SERVICE, OWN, scopes(Optional.empty(), 1));
        assertThat(page.next()).isPresent();
        ScopeState bob = page.items().get(0);
        assertThat(bob.userId()).hasValue("bob");
        assertThat(bob.buffered().rows()).isEqualTo(2);
        assertThat(bob.buffered().oldestAtMicros()).isPresent();
        assertThat(bob.files()).isEqualTo(1);
        assertThat(bob.fileRows()).isEqualTo(20);
        assertThat(bob.fileBytes()).isPositive();
        assertThat(bob.bundles()).isZero();

        assertThat(users(SERVICE, scopes(Optional.of("AL"), 10))).containsExactly("alice");
        assertThat(users(ALICE, scopes(Optional.empty(), 10))).containsExactly("alice");
        assertThat(users(ALICE, scopes(Optional.of("bob"), 10))).isEmpty();
        assertThat(users(new Caller("carol", Role.USER), scopes(Optional.empty(), 10)))
                .isEmpty();
    }

    private List<String> users(Caller caller, ScopeQuery query) {
        return monitor().scopes(caller, OWN, query).items().stream()
                .map(scope -> scope.userId().orElse(""))
                .toList();
    }
}
