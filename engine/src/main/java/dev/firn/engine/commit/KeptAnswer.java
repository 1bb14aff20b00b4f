package dev.firn.engine.commit;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What is kept of a request, or of a part of one, that was done under an {@link dev.firn.engine.table.IdempotencyKey}.
 *
 * <p>Stored as format version (1 byte) · kind (1) · stored at, UTC microseconds (8) · hash (32) · answer.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by agrees() alone
public record KeptAnswer(Kind kind, long storedAtMicros, byte[] requestHash, byte[] answer) {
    /** How long it is kept. */
    static final long KEPT_MICROS = 24L * 3_600 * 1_000_000;

    private static final byte FORMAT_VERSION = 1;
    private static final int HASH_BYTES = 32;

    /** What kind of request it was. */
    public enum Kind {
        SQL,
        IMPORT
    }

    /**
     * @param requestHash SHA-256 of what was asked for
     * @param answer what a repeated request gets
     */
    public KeptAnswer {
        if (requestHash.length != HASH_BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
    }

    /** A new SHA-256, for {@link #requestHash}. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** True for the same request. */
    public boolean agrees(Kind otherKind, byte[] otherHash) {
        return kind == otherKind && Arrays.equals(requestHash, otherHash);
    }

    boolean isExpired(long nowMicros) {
        return storedAtMicros < nowMicros - KEPT_MICROS;
    }

    /** The failure of a request whose key stands for another one. */
    public static EngineException conflict() {
        return new EngineException(
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "the Idempotency-Key was used for another request in the last 24 hours");
    }

    byte[] encoded() {
        return ByteBuffer.allocate(10 + HASH_BYTES + answer.length)
                .put(FORMAT_VERSION)
                .put((byte) kind.ordinal())
                .putLong(storedAtMicros)
                .put(requestHash)
                .put(answer)
                .array();
    }

    static KeptAnswer decode(byte[] value) {
        if (value[0] != FORMAT_VERSION) {
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Cannot read a kept answer: format version " + value[0]);
        }
        ByteBuffer in = ByteBuffer.wrap(value, 1, value.length - 1);
        Kind kind = Kind.values()[in.get()];
        long storedAtMicros = in.getLong();
        byte[] hash = new byte[HASH_BYTES];
        in.get(hash);
        byte[] answer = new byte[in.remaining()];
        in.get(answer);
        return new KeptAnswer(kind, storedAtMicros, hash, answer);
    }
}
