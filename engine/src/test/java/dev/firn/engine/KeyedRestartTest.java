package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.statement.KeyedRun;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request whose answer was lost behind its write is not done again after a restart. */
class KeyedRestartTest {
    @TempDir
    private Path root;

    private final AtomicBoolean losing = new AtomicBoolean();

    @Test
    void aRepeatedRequestIsDoneOnceWhereverTheFirstAnswerWasLost() {
        StepListener steps = (step, runId) -> {
            if (losing.get()) {
                throw new IllegalStateException("the process ends here");
            }
        };
        try (TestingEngine engine = new TestingEngine(root, steps)) {
            engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE k; CREATE USER TABLE k.t (id INT)");
            assertThat(send(engine, "acknowledged", 1)).isEqualTo("answer 1");
            losing.set(true);
            assertThat(catchThrowableOfType(EngineException.class, () -> send(engine, "lost", 2))
                            .code())
                    .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
            losing.set(false);
            engine.reopen();
            assertThat(send(engine, "lost", 3)).isEqualTo("answer 2");
            assertThat(send(engine, "acknowledged", 4)).isEqualTo("answer 1");
            assertThat(engine.value(TestingEngine.ALICE, "SELECT count(*) FROM k.t"))
                    .isEqualTo(2L);
            assertThat(send(engine, "new", 5)).isEqualTo("answer 5");
        }
    }

    private static String send(TestingEngine engine, String key, int attempt) {
        SqlRequest request =
                new SqlRequest("INSERT INTO k.t VALUES (1)", List.of(), Optional.empty(), UUID.randomUUID());
        try (KeyedRun keyed =
                engine.engine().statements().start(TestingEngine.ALICE, request, new IdempotencyKey("alice", key))) {
            if (keyed instanceof KeyedRun.Done done) {
                return new String(done.answer(), StandardCharsets.UTF_8);
            }
            KeyedRun.UnderWay underWay = (KeyedRun.UnderWay) keyed;
            underWay.run().next();
            underWay.commit(("answer " + attempt).getBytes(StandardCharsets.UTF_8));
            return "answer " + attempt;
        }
    }
}
