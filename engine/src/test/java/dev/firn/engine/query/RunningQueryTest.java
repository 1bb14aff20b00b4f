package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningQueryTest {
    private static final String ENDLESS =
            "SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3 AND i % 11 = 5";
    private static final String SPARSE = "SELECT i FROM range(1000000000000) t(i) WHERE i = 5 OR i * i = -1";

    @TempDir
    Path root;

    private QueryFixture fixture;

    @BeforeEach
    void open() {
        fixture = new QueryFixture(root, Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static EngineException failure(Runnable action) {
        return catchThrowableOfType(EngineException.class, action::run);
    }

    @Test
    void cancelsAComputation() {
        UUID id = UUID.randomUUID();
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try (QueryResult result = fixture.open(fixture.check(ENDLESS), id)) {
                result.next();
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> fixture.queries.cancel(id));
        assertThatThrownBy(run::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUERY_CANCELLED));
        fixture.expectNothingHeld();
        assertThat(fixture.queries.cancel(id)).isFalse();
    }

    @Test
    void cancelsBetweenTwoRows() {
        UUID id = UUID.randomUUID();
        try (QueryResult result = fixture.open(fixture.check("SELECT * FROM range(100000000)"), id)) {
            assertThat(result.next()).isTrue();
            assertThat(fixture.queries.cancel(id)).isTrue();
            fixture.expectNothingHeld();
            assertThat(failure(result::next).code()).isEqualTo(ErrorCode.QUERY_CANCELLED);
            assertThat(failure(result::next).code()).isEqualTo(ErrorCode.QUERY_CANCELLED);
        }
    }

    @Test
    void cancelsAFetch() {
        UUID id = UUID.randomUUID();
        CompletableFuture<ErrorCode> run = CompletableFuture.supplyAsync(() -> {
            try (QueryResult result = fixture.open(fixture.check(SPARSE), id)) {
                return failure(() -> {
                            while (result.next()) {
                                assertThat(result.value(0)).isEqualTo(5L);
                            }
                        })
                        .code();
            } catch (EngineException e) {
                return e.code();
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> fixture.queries.cancel(id));
        assertThat(run.join()).isEqualTo(ErrorCode.QUERY_CANCELLED);
    }

    @Test
    void endsAComputationAtItsTimeLimit() {
        EngineException timeout = failure(() -> fixture.rows(ENDLESS));
        assertThat(timeout.code()).isEqualTo(ErrorCode.QUERY_TIMEOUT);
        fixture.expectNothingHeld();
    }

    @Test
    void releasesAResultWhoseReaderStalls() {
        try (QueryResult result = fixture.open("SELECT * FROM messages, range(1000000)")) {
            assertThat(result.next()).isTrue();
            await().atMost(Duration.ofSeconds(5)).until(() -> fixture.queries.runningCount() == 0);
            fixture.expectNothingHeld();
            EngineException stalled = failure(result::next);
            assertThat(stalled.code()).isEqualTo(ErrorCode.QUERY_CANCELLED);
            assertThat(stalled).hasMessageContaining("not read in time");
        }
    }

    @Test
    void releasesEverythingAtTheLastRow() {
        try (QueryResult result = fixture.open("SELECT id FROM messages")) {
            while (result.next()) {
                assertThat(result.value(0)).isNotNull();
            }
            fixture.expectNothingHeld();
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void releasesEverythingWhenClosedEarlyAndTwice() {
        QueryResult result = fixture.open("SELECT * FROM messages m, messages n, range(100000)");
        assertThat(result.next()).isTrue();
        result.close();
        result.close();
        fixture.expectNothingHeld();
        assertThat(failure(result::next).code()).isEqualTo(ErrorCode.QUERY_CANCELLED);
    }

    @Test
    void reportsAFailureInTheMiddleOfAResult() {
        long[] rows = new long[1];
        EngineException failure = failure(() -> {
            try (QueryResult result = fixture.open(
                    "SELECT CAST(CASE WHEN i = 5000000 THEN 'abc' ELSE '1' END AS INT) FROM range(6000000) t(i)")) {
                while (result.next()) {
                    rows[0]++;
                }
            }
        });
        assertThat(failure.code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(rows[0]).isBetween(1L, 5_000_000L);
    }

    @Test
    void releasesEverythingAfterFailuresBeforeTheFirstRow() {
        for (String sql : List.of("SELECT nosuch FROM messages", "SELECT * FROM nosuch", "SELECT 1 % 0", "SELECT $1")) {
            assertThatThrownBy(() -> fixture.rows(sql)).isInstanceOf(EngineException.class);
            fixture.expectNothingHeld();
        }
    }

    @Test
    void endsWhatRunsWhenClosed() {
        QueryResult result = fixture.open("SELECT * FROM messages, range(1000000)");
        assertThat(result.next()).isTrue();
        fixture.queries.close();
        assertThat(failure(result::next).code()).isEqualTo(ErrorCode.QUERY_CANCELLED);
    }

    @Test
    void staysUsableAfterEveryKindOfEnd() {
        UUID id = UUID.randomUUID();
        QueryResult cancelled = fixture.open(fixture.check("SELECT * FROM range(100000000)"), id);
        fixture.queries.cancel(id);
        cancelled.close();
        assertThat(
                        failure(
                                () -> fixture.rows(
                                        "SELECT count(*) FROM (SELECT range, hash FROM (SELECT range, md5 AS hash FROM (SELECT range, range::VARCHAR AS md5 FROM range(100000000))) ORDER BY hash, range)")))
                .isNotNull();
        assertThat(fixture.value("SELECT count(*) FROM messages")).isEqualTo(6L);
    }

    @Test
    void keepsTheViewThatItBeganWith() {
        try (QueryResult result = fixture.open("SELECT count(*) FROM messages a, range(3) b")) {
            fixture.engine.run(dev.firn.engine.TestingEngine.ADMIN, "DELETE FROM chat.messages WHERE id > 0");
            assertThat(result.next()).isTrue();
            assertThat(result.value(0)).isEqualTo(18L);
        }
        assertThat(fixture.value("SELECT count(*) FROM messages")).isEqualTo(0L);
    }

    @Test
    void tellsWhatACallbackFoundWrong() {
        ReadView view = fixture.view();
        EngineException broken =
                new EngineException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot read a row of chat.messages");
        Relations failing = name -> {
            throw broken;
        };
        CheckedSelect select = fixture.check("SELECT * FROM messages");
        EngineException failure = failure(() ->
                fixture.queries.run(select, new QueryContext("alice", List.of(), UUID.randomUUID()), view, failing));
        assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(failure.position()).hasValue(15);
        assertThat(Optional.of(failure)).isPresent();
    }
}
