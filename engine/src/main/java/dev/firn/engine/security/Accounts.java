package dev.firn.engine.security;

import dev.firn.engine.table.Caller;

/** Sign-in by password and by token. Every refusal is an UNAUTHENTICATED that does not tell which part was wrong. */
public interface Accounts {
    Caller verifyPassword(String userId, String password);

    /** Verifies an access token; the user must still exist, the role is the current one. */
    Caller verifyToken(String accessToken);

    Session signIn(String userId, String password);

    Session refresh(String refreshToken);

    /** A pair of signed tokens with their ends, UTC microseconds. */
    record Session(
            Caller caller,
            String accessToken,
            long accessExpiresAtMicros,
            String refreshToken,
            long refreshExpiresAtMicros) {}
}
