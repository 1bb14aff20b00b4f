package dev.firn.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.IdempotencyKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAnswersTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long START = 1_000 * HOUR;

    @TempDir
    private Path root;

    private Store store;
    private KeptAnswers answers;

    @BeforeEach
    void open() {
        store = Store.open(root, false);
        answers = new KeptAnswers(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] key(String user, String text, int part) {
        return KeptAnswers.stored(new IdempotencyKey(user, text), part);
    }

    private void keep(byte[] key, long nowMicros, int answer) {
        try (StoreBatch batch = store.batch()) {
            byte[] hash = new byte[32];
            Arrays.fill(hash, (byte) answer);
            answers.put(key, new KeptAnswer(KeptAnswer.Kind.SQL, nowMicros, hash, new byte[] {(byte) answer}), batch);
            store.write(batch);
        }
    }

    private long stored() {
        long count = 0;
        try (StoreCursor cursor = store.scan(Family.IDEMPOTENCY, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    @Test
    void keepsAnAnswerForADay() {
        byte[] key = key("alice", "k", 0);
        keep(key, START, 1);
        Optional<KeptAnswer> kept = answers.find(key, START + 24 * HOUR);
        assertThat(kept.orElseThrow().answer()).containsExactly(1);
        byte[] hash = kept.orElseThrow().requestHash();
        assertThat(kept.orElseThrow().agrees(KeptAnswer.Kind.SQL, hash)).isTrue();
        assertThat(kept.orElseThrow().agrees(KeptAnswer.Kind.IMPORT, hash)).isFalse();
        assertThat(kept.orElseThrow().agrees(KeptAnswer.Kind.SQL, new byte[32])).isFalse();
        assertThat(answers.find(key, START + 24 * HOUR + 1)).isEmpty();
        for (byte[] other :
                new byte[][] {key("alice", "k", 1), key("alice", "kk", 0), key("alic", "k", 0), key("bob", "k", 0)}) {
            assertThat(answers.find(other, START)).isEmpty();
        }
    }

    @Test
    void forgetsExpiredAnswersAsNewOnesCome() {
        for (int i = 0; i < 100; i++) {
            keep(key("alice", "old" + i, 0), START + i, i);
        }
        assertThat(stored()).isEqualTo(200);
        byte[] again = key("alice", "old99", 0);
        keep(again, START + 25 * HOUR, 7);
        for (int i = 0; i < 9; i++) {
            keep(key("alice", "new" + i, 0), START + 25 * HOUR, i);
        }
        assertThat(stored()).isEqualTo(20);
        assertThat(answers.find(again, START + 25 * HOUR).orElseThrow().answer())
                .containsExactly(7);
    }

    @Test
    void forgetsAUserAlone() {
        keep(key("al", "k", 0), START, 1);
        keep(key("alice", "k", 0), START, 2);
        keep(key("alice", "~".repeat(255), 9), START, 3);
        try (StoreBatch batch = store.batch()) {
            KeptAnswers.forgetUser("alice", batch);
            store.write(batch);
        }
        assertThat(answers.find(key("al", "k", 0), START)).isPresent();
        assertThat(answers.find(key("alice", "k", 0), START)).isEmpty();
        assertThat(answers.find(key("alice", "~".repeat(255), 9), START)).isEmpty();
    }

    @Test
    void refusesAnUnknownFormat() {
        assertThatThrownBy(() -> KeptAnswer.decode(new byte[64])).isInstanceOf(EngineException.class);
    }
}
