package dev.firn.engine.run;

import java.security.SecureRandom;

/** Ids of runs: their type's prefix and 12 characters that sort by the time of their creation. */
final class RunIds {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int RANDOM_BITS = 15;
    private static final int CHARACTERS = 12;
    private static final long MAX_MILLIS = (1L << (5 * CHARACTERS - RANDOM_BITS)) - 1;

    private final SecureRandom random = new SecureRandom();

    String next(JobType type, long millis) {
        return type.prefix() + spelling(millis << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS));
    }

    /** The {@link #age} of the first run that a millisecond may bring. */
    static String firstAge(long millis) {
        return spelling(Math.max(0, Math.min(millis, MAX_MILLIS)) << RANDOM_BITS);
    }

    private static String spelling(long bits) {
        StringBuilder text = new StringBuilder();
        for (int shift = (CHARACTERS - 1) * 5; shift >= 0; shift -= 5) {
            text.append(ALPHABET.charAt((int) (bits >>> shift) & 31));
        }
        return text.toString();
    }

    /** What orders runs of all types by age. */
    static String age(String runId) {
        return runId.substring(runId.indexOf('-') + 1);
    }
}
