package dev.firn.engine.statement;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.KeptAnswer;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A request that was sent under an Idempotency-Key. The reader closes it. */
public sealed interface KeyedRun extends AutoCloseable {
    /** The most that is kept of an answer. */
    int MAX_ANSWER_BYTES = 64 << 10;

    @Override
    void close();

    /** It was done before, with this answer. */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    record Done(byte[] answer) implements KeyedRun {
        @Override
        public void close() {}
    }

    /** It is to be run as one transaction. */
    final class UnderWay implements KeyedRun {
        private final SqlRun run;
        private final Transaction transaction;
        private final KeysInUse.Use use;
        private final byte[] hash;
        private final Committer committer;

        UnderWay(SqlRun run, Transaction transaction, KeysInUse.Use use, byte[] hash, Committer committer) {
            this.run = run;
            this.transaction = transaction;
            this.use = use;
            this.hash = hash;
            this.committer = committer;
        }

        /** Its statements. Nothing is stored when the last of them has run. */
        public SqlRun run() {
            return run;
        }

        /** Stores what the statements wrote and the answer that a repeated request gets, both or neither. */
        public void commit(byte[] answer) {
            if (answer.length > MAX_ANSWER_BYTES) {
                throw answerTooLarge();
            }
            if (run.hasNext()) {
                throw new IllegalStateException("a statement is left");
            }
            transaction.commit(use.key(), new KeptAnswer(KeptAnswer.Kind.SQL, committer.nowMicros(), hash, answer));
        }

        @Override
        public void close() {
            try {
                run.close();
            } finally {
                use.close();
            }
        }
    }

    /** The failure of a request whose answer cannot be kept. */
    static EngineException answerTooLarge() {
        return new EngineException(
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                "Cannot run the request: with an Idempotency-Key its answer has at most 64 KiB; nothing is stored");
    }

    /** SHA-256 of everything that a request says. */
    static byte[] hash(SqlRequest request) {
        MessageDigest digest = KeptAnswer.newDigest();
        update(digest, request.sql());
        update(digest, request.namespace().orElse(null));
        for (Object param : request.params()) {
            update(digest, param == null ? null : param.getClass().getSimpleName() + " " + param);
        }
        return digest.digest();
    }

    /** Adds a text with its length, so that no two lists of texts read the same. */
    private static void update(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        digest.update((text == null ? "-" : bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
