package dev.firn.engine.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.firn.engine.catalog.User;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs and verifies JSON Web Tokens (RFC 7519) with HS256.
 *
 * <p>Claims: {@code iss} is {@code firn}, {@code sub} the user id, {@code token_use} is {@code access} or
 * {@code refresh}, {@code cred} a fingerprint of the password hash under which the token was issued, {@code jti} random,
 * {@code iat} and {@code exp} in seconds, {@code sid} the id of the sign-in and {@code auth_time} its begin in seconds, which
 * all tokens share that it was refreshed to. The role is not in the token: the current one counts.
 */
final class Tokens {
    /** How long an access token is valid. */
    static final Duration ACCESS_LIFETIME = Duration.ofHours(1);

    /** How long a refresh token is valid. */
    static final Duration REFRESH_LIFETIME = Duration.ofDays(7);

    private static final String ISSUER = "firn";
    private static final String TOKEN_USE = "token_use";
    private static final String CREDENTIAL = "cred";
    private static final String SIGN_IN = "sid";
    private static final String SIGNED_IN_AT = "auth_time";
    private static final int MAX_LENGTH = 4_096;

    private final SigningKey key;
    private final Clock clock;

    Tokens(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** What a token may be used for. */
    enum Use {
        ACCESS("access", ACCESS_LIFETIME),
        REFRESH("refresh", REFRESH_LIFETIME);

        private final String claim;
        private final Duration lifetime;

        Use(String claim, Duration lifetime) {
            this.claim = claim;
            this.lifetime = lifetime;
        }
    }

    /** A signed token and its end. */
    record Issued(String token, Instant expiresAt) {}

    /** What a verified token says. */
    record Verified(String userId, String credentialFingerprint, SignIn signIn) {}

    /**
     * A sign-in, with all tokens that it was refreshed to.
     *
     * @param beganSeconds since 1970
     */
    record SignIn(String id, long beganSeconds) {}

    /** A sign-in that begins now. */
    SignIn begin(User user) {
        // Not in a second of which every sign-in has ended.
        long begins = Math.max(nowSeconds(), user.signOuts().throughSeconds() + 1);
        return new SignIn(UUID.randomUUID().toString(), begins);
    }

    /** The user, for whom a sign-in has ended. */
    User ended(User user, SignIn signIn) {
        long now = nowSeconds();
        return user.with(user.signOuts().plus(signIn.id(), now, now + REFRESH_LIFETIME.toSeconds()));
    }

    private long nowSeconds() {
        return clock.instant().getEpochSecond();
    }

    Issued issue(User user, SignIn signIn, Use use) {
        Instant now = clock.instant();
        Instant end = Instant.ofEpochSecond(now.plus(use.lifetime).getEpochSecond());
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(user.id())
                .claim(TOKEN_USE, use.claim)
                .claim(CREDENTIAL, credentialFingerprint(user))
                .claim(SIGN_IN, signIn.id())
                .claim(SIGNED_IN_AT, signIn.beganSeconds())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(end))
                .build();
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            jwt.sign(new MACSigner(key.bytes()));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 refused a 256-bit key", e);
        }
        return new Issued(jwt.serialize(), end);
    }

    /** What the token says, when it was signed with this key by HS256, is for this use and has not ended. */
    Optional<Verified> verify(String token, Use use) {
        if (token.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            // Named outright: the header of a token must never choose how it is verified.
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                    || !jwt.verify(new MACVerifier(key.bytes()))) {
                return Optional.empty();
            }
            return accepted(jwt.getJWTClaimsSet(), use);
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    /** The fingerprint that this user's tokens carry; a new password or a new user of the same name has another. */
    String credentialFingerprint(User user) {
        return key.fingerprint(user.passwordHash());
    }

    private Optional<Verified> accepted(JWTClaimsSet claims, Use use) throws ParseException {
        Date end = claims.getExpirationTime();
        String userId = claims.getSubject();
        String fingerprint = claims.getStringClaim(CREDENTIAL);
        String signInId = claims.getStringClaim(SIGN_IN);
        Long began = claims.getLongClaim(SIGNED_IN_AT);
        if (end == null
                || userId == null
                || fingerprint == null
                || signInId == null
                || began == null
                || !clock.instant().isBefore(end.toInstant())
                || !ISSUER.equals(claims.getIssuer())
                || !use.claim.equals(claims.getStringClaim(TOKEN_USE))) {
            return Optional.empty();
        }
        return Optional.of(new Verified(userId, fingerprint, new SignIn(signInId, began)));
    }
}
