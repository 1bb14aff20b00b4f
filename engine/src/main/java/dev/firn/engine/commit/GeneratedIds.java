package dev.firn.engine.commit;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The ids that a store generates. Each kind ascends from call to call, whatever the clock does; SNOWFLAKE_IDs ascend
 * over restarts too, see docs/design/schema-evolution.md.
 */
final class GeneratedIds {
    /** 2024-01-01T00:00:00Z: a SNOWFLAKE_ID counts milliseconds from here. */
    static final long EPOCH_MILLIS = 1_704_067_200_000L;

    /** How far ahead of the clock milliseconds are reserved at a time. */
    static final long RESERVED_MILLIS = 10_000;

    private static final int TIME_SHIFT = 22;
    private static final long IDS_A_MILLI = 1 << 12;
    private static final long RANDOM_B_MASK = (1L << 62) - 1;
    private static final long RANDOM_B_VARIANT = 1L << 63;
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int ULID_RANDOM_CHARACTERS = 16;

    private final LongSupplier clockMillis;
    private final LongConsumer reserve;
    private final SecureRandom random = new SecureRandom();
    // Guarded by this.
    private long reservedMillis;
    private long snowflakeMillis;
    private long snowflakeCount = IDS_A_MILLI;
    private long uuidMillis = -1;
    private long uuidRandomA;
    private long uuidRandomB;
    private long ulidMillis = -1;
    private final byte[] ulidRandom = new byte[ULID_RANDOM_CHARACTERS];

    /**
     * @param clockMillis since 1970
     * @param reservedMillis the newest reservation that {@code reserve} has stored, 0 for none: since 2024
     * @param reserve stores durably that ids up to a millisecond may be given
     */
    GeneratedIds(LongSupplier clockMillis, long reservedMillis, LongConsumer reserve) {
        this.clockMillis = clockMillis;
        this.reserve = reserve;
        this.reservedMillis = reservedMillis;
        this.snowflakeMillis = reservedMillis;
    }

    /** 41 bits of milliseconds since 2024 · 10 bits for the node, all 0 · 12 bits that count within the millisecond. */
    synchronized long snowflakeId() {
        long now = clockMillis.getAsLong() - EPOCH_MILLIS;
        if (now > snowflakeMillis) {
            snowflakeMillis = now;
            snowflakeCount = 0;
        } else if (snowflakeCount >= IDS_A_MILLI) {
            snowflakeMillis++;
            snowflakeCount = 0;
        }
        if (snowflakeMillis > reservedMillis) {
            long through = snowflakeMillis + RESERVED_MILLIS;
            reserve.accept(through);
            reservedMillis = through;
        }
        return snowflakeMillis << TIME_SHIFT | snowflakeCount++;
    }

    /** Version 7 of RFC 9562: within a millisecond the random bits count up by a random step (its method 2). */
    synchronized UUID uuidV7() {
        long now = clockMillis.getAsLong();
        if (now > uuidMillis) {
            uuidMillis = now;
            uuidRandomA = random.nextInt(1 << 12);
            uuidRandomB = random.nextLong() & RANDOM_B_MASK;
        } else {
            uuidRandomB += 1 + (random.nextInt() & 0xFFFF_FFFFL);
            if (uuidRandomB > RANDOM_B_MASK) {
                uuidRandomB &= RANDOM_B_MASK;
                uuidRandomA++;
            }
            if (uuidRandomA == 1 << 12) {
                uuidRandomA = 0;
                uuidMillis++;
            }
        }
        return new UUID(uuidMillis << 16 | 7L << 12 | uuidRandomA, RANDOM_B_VARIANT | uuidRandomB);
    }

    /** 10 characters of milliseconds and 16 random ones that count up within a millisecond. */
    synchronized String ulid() {
        long now = clockMillis.getAsLong();
        if (now > ulidMillis) {
            ulidMillis = now;
            random.nextBytes(ulidRandom);
            for (int i = 0; i < ULID_RANDOM_CHARACTERS; i++) {
                ulidRandom[i] &= 31;
            }
        } else if (!counted()) {
            ulidMillis++;
        }
        StringBuilder text = new StringBuilder(26);
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(CROCKFORD.charAt((int) (ulidMillis >> shift & 31)));
        }
        for (byte digit : ulidRandom) {
            text.append(CROCKFORD.charAt(digit));
        }
        return text.toString();
    }

    /** Adds one to the random digits; false when they begin at zero again. */
    private boolean counted() {
        for (int i = ULID_RANDOM_CHARACTERS - 1; i >= 0; i--) {
            if (ulidRandom[i] < 31) {
                ulidRandom[i]++;
                return true;
            }
            ulidRandom[i] = 0;
        }
        return false;
    }
}
