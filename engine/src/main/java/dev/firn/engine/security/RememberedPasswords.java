package dev.firn.engine.security;

import dev.firn.engine.catalog.User;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passwords verified in the last 60 seconds, so that Basic callers do not pay for PBKDF2 on each request. Kept under a
 * hash keyed anew in each process and bound to the user's password hash: a changed password is not remembered.
 */
final class RememberedPasswords {
    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final int MAX_ENTRIES = 10_000;

    private final SigningKey key = SigningKey.random();
    private final Clock clock;
    private final Map<String, Instant> ends = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    RememberedPasswords(Clock clock) {
        this.clock = clock;
    }

    synchronized void remember(User user, String password) {
        String fingerprint = fingerprint(user, password);
        ends.remove(fingerprint);
        ends.put(fingerprint, clock.instant().plus(LIFETIME));
    }

    synchronized boolean remembers(User user, String password) {
        String fingerprint = fingerprint(user, password);
        Instant end = ends.get(fingerprint);
        if (end == null) {
            return false;
        }
        if (clock.instant().isBefore(end)) {
            return true;
        }
        ends.remove(fingerprint);
        return false;
    }

    private String fingerprint(User user, String password) {
        return key.fingerprint(user.passwordHash() + "\0" + user.id() + "\0" + password);
    }
}
