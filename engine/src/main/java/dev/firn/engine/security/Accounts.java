package dev.firn.engine.security;

import dev.firn.engine.catalog.User;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Sign-in by password and by token. Every refusal is an UNAUTHENTICATED that does not tell which part was wrong. */
public final class Accounts {
    private static final int HASHING_WAIT_SECONDS = 5;

    private final Users users;
    private final Tokens tokens;
    private final Passwords passwords;
    private final RememberedPasswords remembered;
    private final String nobodysHash;
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors()), true);

    /** The users of a store as of now. */
    public interface Users {
        Optional<User> find(String id);

        /** @throws EngineException NOT_FOUND without such a user */
        void alter(String id, UnaryOperator<User> change);
    }

    Accounts(Users users, SigningKey key, Passwords passwords, Clock clock) {
        this.users = users;
        this.tokens = new Tokens(key, clock);
        this.passwords = passwords;
        this.remembered = new RememberedPasswords(clock);
        this.nobodysHash = passwords.hashOfNobody();
    }

    /** Opens the accounts of a store; the first time its token key is made. */
    public static Accounts open(Path stateDirectory, Users users, Passwords passwords, Clock clock) {
        return new Accounts(users, SigningKey.open(stateDirectory), passwords, clock);
    }

    /** A pair of signed tokens with their ends, UTC microseconds. */
    public record Session(
            Caller caller,
            String accessToken,
            long accessExpiresAtMicros,
            String refreshToken,
            long refreshExpiresAtMicros) {}

    /** Verifies a password as Basic sends it, remembering a right one for 60 seconds. */
    public Caller verifyPassword(String userId, String password) {
        return caller(verifiedUser(userId, password));
    }

    /** Verifies an access token; the user must still exist with the same password, the role is the current one. */
    public Caller verifyToken(String accessToken) {
        return caller(bearer(accessToken, Tokens.Use.ACCESS).user());
    }

    public Session signIn(String userId, String password) {
        User user = verifiedUser(userId, password);
        return session(new Bearer(user, tokens.begin(user)));
    }

    /** Gives a new pair of tokens for a refresh token; the sign-in goes on. */
    public Session refresh(String refreshToken) {
        return session(bearer(refreshToken, Tokens.Use.REFRESH));
    }

    /** Ends the sign-in of an access token: every token of it, this one and those it was refreshed to, is refused from now on. */
    public void signOut(String accessToken) {
        Bearer bearer = bearer(accessToken, Tokens.Use.ACCESS);
        users.alter(bearer.user().id(), user -> tokens.ended(user, bearer.signIn()));
    }

    private record Bearer(User user, Tokens.SignIn signIn) {}

    private User verifiedUser(String userId, String password) {
        Optional<User> user = users.find(Normalizer.normalize(userId, Normalizer.Form.NFC));
        if (user.isPresent() && remembered.remembers(user.get(), password)) {
            return user.get();
        }
        // An unknown user costs the same work as a wrong password, else the time would tell who exists.
        boolean matches = matches(password, user.map(User::passwordHash).orElse(nobodysHash));
        if (user.isEmpty() || !matches) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "Cannot sign in: user id or password is wrong");
        }
        remembered.remember(user.get(), password);
        return user.get();
    }

    private boolean matches(String password, String hash) {
        try {
            if (!hashing.tryAcquire(HASHING_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new EngineException(
                        ErrorCode.RATE_LIMIT_EXCEEDED, "Cannot sign in: too many sign-ins at once, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.QUERY_CANCELLED, "Cannot sign in: interrupted", e);
        }
        try {
            return passwords.matches(password, hash);
        } finally {
            hashing.release();
        }
    }

    private Bearer bearer(String token, Tokens.Use use) {
        return tokens.verify(token, use)
                .flatMap(verified -> users.find(verified.userId())
                        .filter(user -> hasSamePassword(user, verified) && isSignedIn(user, verified.signIn()))
                        .map(user -> new Bearer(user, verified.signIn())))
                .orElseThrow(() -> new EngineException(
                        ErrorCode.UNAUTHENTICATED, "Cannot accept the token: it is not valid or has expired"));
    }

    /** True when the user's password is still the one under which the token was issued. */
    private boolean hasSamePassword(User user, Tokens.Verified verified) {
        byte[] current = tokens.credentialFingerprint(user).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(current, verified.credentialFingerprint().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSignedIn(User user, Tokens.SignIn signIn) {
        return !user.signOuts().holds(signIn.id(), signIn.beganSeconds());
    }

    private Session session(Bearer bearer) {
        User user = bearer.user();
        Tokens.Issued access = tokens.issue(user, bearer.signIn(), Tokens.Use.ACCESS);
        Tokens.Issued refresh = tokens.issue(user, bearer.signIn(), Tokens.Use.REFRESH);
        return new Session(
                caller(user), access.token(), micros(access.expiresAt()), refresh.token(), micros(refresh.expiresAt()));
    }

    private static Caller caller(User user) {
        return new Caller(user.id(), user.role());
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
