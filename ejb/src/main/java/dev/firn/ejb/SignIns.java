package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.security.Accounts;
import dev.firn.engine.table.Caller;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Verifies who is calling, and hands out tokens. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SignIns {
    @Inject
    Engine engine;

    public Caller verifyPassword(String userId, String password) {
        return engine.accounts().verifyPassword(userId, password);
    }

    public Caller verifyToken(String accessToken) {
        return engine.accounts().verifyToken(accessToken);
    }

    public Accounts.Session signIn(String userId, String password) {
        return engine.accounts().signIn(userId, password);
    }

    public Accounts.Session refresh(String refreshToken) {
        return engine.accounts().refresh(refreshToken);
    }

    /** Ends the sign-in of an access token. */
    public void signOut(String accessToken) {
        engine.accounts().signOut(accessToken);
    }
}
