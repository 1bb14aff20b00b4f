package dev.firn.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.firn.engine.catalog.User;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    private final TestingClock clock = new TestingClock();
    private final SigningKey key = SigningKey.random();
    private final TestingPasswords passwords = new TestingPasswords();
    private final Map<String, User> users = new HashMap<>();
    private final Accounts accounts = accountsWith(key);

    @BeforeEach
    void addUsers() {
        add("alice", Role.USER, "alice's password");
        add("caf\u00e9", Role.SERVICE, "espresso");
    }

    @Test
    void signsInWithThePassword() {
        Accounts.Session session = accounts.signIn("alice", "alice's password");

        assertThat(session.caller()).isEqualTo(new Caller("alice", Role.USER));
        assertThat(accounts.verifyToken(session.accessToken())).isEqualTo(session.caller());
        assertThat(micros(session.accessExpiresAtMicros()))
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(micros(session.refreshExpiresAtMicros()))
                .isEqualTo(clock.instant().plus(Duration.ofDays(7)));
    }

    @Test
    void findsAUserByAnyNormalFormOfTheId() {
        assertThat(accounts.verifyPassword("cafe\u0301", "espresso")).isEqualTo(new Caller("caf\u00e9", Role.SERVICE));
    }

    @Test
    void refusesAWrongPasswordAndAnUnknownUserInTheSameWords() {
        EngineException wrong = refusal(() -> accounts.signIn("alice", "bob's password"));
        EngineException unknown = refusal(() -> accounts.signIn("mallory", "alice's password"));

        assertThat(wrong).hasMessage(unknown.getMessage());
        refusal(() -> accounts.signIn("Alice", "alice's password"));
        refusal(() -> accounts.signIn("", ""));
    }

    @Test
    void hashesOnceForAnUnknownUserAsForAWrongPassword() {
        refusal(() -> accounts.verifyPassword("mallory", "x"));
        refusal(() -> accounts.verifyPassword("alice", "x"));

        assertThat(passwords.checked()).isEqualTo(2);
    }

    @Test
    void remembersARightPasswordForSixtySeconds() {
        accounts.verifyPassword("alice", "alice's password");
        accounts.verifyPassword("alice", "alice's password");
        assertThat(passwords.checked()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(60));
        accounts.verifyPassword("alice", "alice's password");
        assertThat(passwords.checked()).isEqualTo(2);
    }

    @Test
    void forgetsARememberedPasswordWhenItChanges() {
        accounts.verifyPassword("alice", "alice's password");

        add("alice", Role.USER, "another password");

        refusal(() -> accounts.verifyPassword("alice", "alice's password"));
        assertThat(accounts.verifyPassword("alice", "another password").userId())
                .isEqualTo("alice");
    }

    @Test
    void refusesTokensIssuedBeforeAPasswordChange() {
        Accounts.Session session = accounts.signIn("alice", "alice's password");

        add("alice", Role.USER, "alice's password");

        refusal(() -> accounts.verifyToken(session.accessToken()));
        refusal(() -> accounts.refresh(session.refreshToken()));
    }

    @Test
    void refusesTokensOfADroppedUser() {
        Accounts.Session session = accounts.signIn("alice", "alice's password");

        users.remove("alice");

        refusal(() -> accounts.verifyToken(session.accessToken()));
    }

    @Test
    void givesTheCurrentRole() {
        Accounts.Session session = accounts.signIn("alice", "alice's password");
        User alice = users.get("alice");

        users.put("alice", new User("alice", Role.DBA, alice.passwordHash(), alice.createdAtMicros()));

        assertThat(accounts.verifyToken(session.accessToken()).role()).isEqualTo(Role.DBA);
    }

    @Test
    void refusesAnExpiredToken() {
        Accounts.Session session = accounts.signIn("alice", "alice's password");

        clock.advance(Duration.ofMinutes(59));
        accounts.verifyToken(session.accessToken());
        clock.advance(Duration.ofMinutes(1));
        refusal(() -> accounts.verifyToken(session.accessToken()));

        clock.advance(Duration.ofDays(6));
        Accounts.Session refreshed = accounts.refresh(session.refreshToken());
        assertThat(accounts.verifyToken(refreshed.accessToken()).userId()).isEqualTo("alice");
        clock.advance(Duration.ofDays(1));
        refusal(() -> accounts.refresh(session.refreshToken()));
    }

    @Test
    void aSignOutEndsEveryTokenOfThatSignInAndNoOther() {
        Accounts.Session first = accounts.signIn("alice", "alice's password");
        Accounts.Session other = accounts.signIn("alice", "alice's password");
        clock.advance(Duration.ofMinutes(10));
        Accounts.Session refreshed = accounts.refresh(first.refreshToken());

        accounts.signOut(refreshed.accessToken());

        for (Accounts.Session ended : new Accounts.Session[] {first, refreshed}) {
            refusal(() -> accounts.verifyToken(ended.accessToken()));
            refusal(() -> accounts.refresh(ended.refreshToken()));
            assertThat(catchThrowableOfType(EngineException.class, () -> accounts.signOut(ended.accessToken()))
                            .code())
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
        accounts.verifyToken(other.accessToken());
        accounts.verifyPassword("alice", "alice's password");
        assertThat(accounts.verifyToken(
                                accounts.signIn("alice", "alice's password").accessToken())
                        .userId())
                .isEqualTo("alice");
    }

    @Test
    void signOutsAreForgottenWithTheirTokensAndBounded() {
        Accounts.Session kept = accounts.signIn("alice", "alice's password");
        Accounts.Session ended = accounts.signIn("alice", "alice's password");
        for (int i = 0; i < 100; i++) {
            accounts.signOut(accounts.signIn("alice", "alice's password").accessToken());
        }
        accounts.verifyToken(kept.accessToken());
        assertThat(users.get("alice").signOuts().ended()).hasSize(100);

        clock.advance(Duration.ofMinutes(1));
        accounts.signOut(ended.accessToken());
        assertThat(users.get("alice").signOuts().ended()).isEmpty();
        refusal(() -> accounts.verifyToken(ended.accessToken()));
        refusal(() -> accounts.refresh(kept.refreshToken()));
        Accounts.Session next = accounts.signIn("alice", "alice's password");
        accounts.verifyToken(next.accessToken());

        accounts.signOut(next.accessToken());
        assertThat(users.get("alice").signOuts().ended()).hasSize(1);
        clock.advance(Duration.ofDays(7));
        accounts.signOut(accounts.signIn("alice", "alice's password").accessToken());
        assertThat(users.get("alice").signOuts().ended()).hasSize(1);
    }

    @Test
    void refusesATokenOfTheOtherUse() {
        Accounts.Session session = accounts.signIn("alice", "alice's password");

        refusal(() -> accounts.verifyToken(session.refreshToken()));
        refusal(() -> accounts.refresh(session.accessToken()));
    }

    @Test
    void refusesATamperedToken() throws ParseException {
        String token = accounts.signIn("alice", "alice's password").accessToken();
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("alice", "admin").getBytes(StandardCharsets.UTF_8));

        refusal(() -> accounts.verifyToken(parts[0] + "." + forged + "." + parts[2]));
        refusal(() -> accounts.verifyToken(parts[0] + "." + parts[1] + "."));
        refusal(() -> accounts.verifyToken(parts[0] + "." + parts[1]));
    }

    @Test
    void refusesATokenOfAnotherKey() {
        Accounts other = accountsWith(SigningKey.random());

        refusal(() ->
                accounts.verifyToken(other.signIn("alice", "alice's password").accessToken()));
    }

    @Test
    void refusesAnUnsignedToken() throws ParseException {
        JWTClaimsSet claims =
                claims(accounts.signIn("alice", "alice's password").accessToken());

        refusal(() -> accounts.verifyToken(new PlainJWT(claims).serialize()));
    }

    @Test
    void refusesAnotherAlgorithmEvenUnderTheRightKey() throws ParseException, JOSEException {
        JWTClaimsSet claims =
                claims(accounts.signIn("alice", "alice's password").accessToken());
        byte[] longKey = new byte[64];
        System.arraycopy(key.bytes(), 0, longKey, 0, 32);
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
        jwt.sign(new MACSigner(longKey));

        refusal(() -> accounts.verifyToken(jwt.serialize()));
    }

    @Test
    void refusesATokenOfAnotherIssuerOrWithoutAnEnd() throws ParseException, JOSEException {
        JWTClaimsSet claims =
                claims(accounts.signIn("alice", "alice's password").accessToken());

        String foreign =
                signed(new JWTClaimsSet.Builder(claims).issuer("another").build());
        String endless = signed(
                new JWTClaimsSet.Builder(claims).expirationTime((Date) null).build());
        String anonymous = signed(new JWTClaimsSet.Builder(claims).subject(null).build());

        assertThat(accounts.verifyToken(signed(claims)).userId()).isEqualTo("alice");
        refusal(() -> accounts.verifyToken(foreign));
        refusal(() -> accounts.verifyToken(endless));
        refusal(() -> accounts.verifyToken(anonymous));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.", "null", "{}", "eyJhbGciOiJub25lIn0.e30."})
    void refusesWhatIsNoToken(String token) {
        refusal(() -> accounts.verifyToken(token));
    }

    @Test
    void refusesAnOverlongTokenUnread() {
        refusal(() -> accounts.verifyToken("a".repeat(10_000_000)));
    }

    private Accounts accountsWith(SigningKey signingKey) {
        Accounts.Users current = new Accounts.Users() {
            @Override
            public Optional<User> find(String id) {
                return Optional.ofNullable(users.get(id));
            }

            @Override
            public void alter(String id, UnaryOperator<User> change) {
                users.computeIfPresent(id, (unused, user) -> change.apply(user));
            }
        };
        return new Accounts(current, signingKey, passwords, clock);
    }

    private void add(String id, Role role, String password) {
        users.put(id, new User(id, role, new Passwords(10).hash(password), 0));
    }

    private String signed(JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        jwt.sign(new MACSigner(key.bytes()));
        return jwt.serialize();
    }

    private static JWTClaimsSet claims(String token) throws ParseException {
        return SignedJWT.parse(token).getJWTClaimsSet();
    }

    private static Instant micros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static EngineException refusal(Supplier<?> attempt) {
        EngineException refusal = catchThrowableOfType(EngineException.class, attempt::get);
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        return refusal;
    }
}
