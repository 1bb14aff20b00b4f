package dev.firn.engine.catalog;

import java.util.HashMap;
import java.util.Map;

/**
 * The sign-ins that a user has ended and whose tokens have not ended by themselves. At most {@value #MOST} are told apart;
 * one more ends all that began before it.
 *
 * @param throughSeconds every sign-in that began in this second or earlier has ended, seconds since 1970
 * @param ended by the id of the sign-in, when the last token of it ends by itself, seconds since 1970
 */
public record SignOuts(long throughSeconds, Map<String, Long> ended) {
    static final int MOST = 100;
    /** None. */
    public static final SignOuts NONE = new SignOuts(0, Map.of());

    public SignOuts {
        ended = Map.copyOf(ended);
    }

    /** True when a sign-in has been ended. */
    public boolean holds(String signInId, long beganSeconds) {
        return beganSeconds <= throughSeconds || ended.containsKey(signInId);
    }

    /** With one more. */
    public SignOuts plus(String signInId, long nowSeconds, long lastTokenEndsSeconds) {
        Map<String, Long> left = new HashMap<>(ended);
        left.values().removeIf(end -> end <= nowSeconds);
        left.put(signInId, lastTokenEndsSeconds);
        return left.size() <= MOST ? new SignOuts(throughSeconds, left) : new SignOuts(nowSeconds, Map.of());
    }
}
