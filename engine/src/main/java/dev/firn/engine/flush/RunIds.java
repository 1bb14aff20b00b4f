package dev.firn.engine.flush;

import java.security.SecureRandom;

/** Ids of flush runs: {@code FL-} and 12 characters that sort by the time of their creation. */
final class RunIds {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int RANDOM_BITS = 15;
    private static final int CHARACTERS = 12;

    private final SecureRandom random = new SecureRandom();

    String next(long millis) {
        long bits = millis << RANDOM_BITS | random.nextInt(1 << RANDOM_BITS);
        StringBuilder id = new StringBuilder("FL-");
        for (int shift = (CHARACTERS - 1) * 5; shift >= 0; shift -= 5) {
            id.append(ALPHABET.charAt((int) (bits >>> shift) & 31));
        }
        return id.toString();
    }
}
