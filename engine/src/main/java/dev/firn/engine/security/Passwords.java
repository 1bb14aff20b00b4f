package dev.firn.engine.security;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes and verifies passwords with PBKDF2-HMAC-SHA-512 (RFC 8018).
 *
 * <p>A hash's text is {@code $pbkdf2-sha512$i=<iterations>$<salt>$<key>}, both in base64 without padding; a password is
 * verified with the iterations of its own hash. The default of 210,000 is OWASP's for SHA-512.
 */
public class Passwords {
    private static final int DEFAULT_ITERATIONS = 210_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int MAX_PASSWORD_BYTES = 1_024;
    private static final Pattern TEXT =
            Pattern.compile("\\$pbkdf2-sha512\\$i=([0-9]{1,8})\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final int iterations;
    private final SecureRandom random = new SecureRandom();

    public Passwords() {
        this(DEFAULT_ITERATIONS);
    }

    Passwords(int iterations) {
        this.iterations = iterations;
    }

    /**
     * The hash's text for a new password.
     *
     * @throws EngineException INVALID_INPUT for an empty password or one over 1,024 bytes of UTF-8
     */
    public String hash(String password) {
        if (password.isEmpty() || isTooLong(password)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "Cannot use this password: it must have 1 to 1,024 bytes of UTF-8");
        }
        byte[] salt = randomBytes(SALT_BYTES);
        return text(salt, derive(password, salt, iterations));
    }

    /** A hash that no known password has, made without work; to verify one against it costs what it always costs. */
    String hashOfNobody() {
        return text(randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text(byte[] salt, byte[] key) {
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$pbkdf2-sha512$i=" + iterations + "$" + encoder.encodeToString(salt) + "$"
                + encoder.encodeToString(key);
    }

    /** True when the password is the one of the hash; takes the same time whichever byte differs. */
    public boolean matches(String password, String hash) {
        StoredHash stored = StoredHash.parse(hash)
                .orElseThrow(() -> new EngineException(
                        ErrorCode.INTERNAL_ERROR, "Cannot read a stored password hash: its form is unknown"));
        if (password.isEmpty() || isTooLong(password)) {
            return false;
        }
        return MessageDigest.isEqual(derive(password, stored.salt(), stored.iterations()), stored.key());
    }

    private static boolean isTooLong(String password) {
        return password.length() > MAX_PASSWORD_BYTES
                || password.getBytes(StandardCharsets.UTF_8).length > MAX_PASSWORD_BYTES;
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks PBKDF2WithHmacSHA512, which Java SE requires", e);
        } finally {
            spec.clearPassword();
        }
    }

    private record StoredHash(int iterations, byte[] salt, byte[] key) {
        static Optional<StoredHash> parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            int iterations = Integer.parseInt(matcher.group(1));
            if (iterations < 1 || iterations > MAX_ITERATIONS) {
                return Optional.empty();
            }
            Base64.Decoder decoder = Base64.getDecoder();
            return Optional.of(
                    new StoredHash(iterations, decoder.decode(matcher.group(2)), decoder.decode(matcher.group(3))));
        }
    }
}
