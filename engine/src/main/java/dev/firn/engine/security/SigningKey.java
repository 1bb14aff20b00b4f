package dev.firn.engine.security;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The random 256-bit key of a store's tokens, kept in {@code token-key} of the state directory. */
final class SigningKey {
    private static final String FILE_NAME = "token-key";
    private static final int KEY_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 16;

    private final byte[] bytes;

    private SigningKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the key of a state directory; the first time it is made and stored. */
    static SigningKey open(Path stateDirectory) {
        Path file = stateDirectory.resolve(FILE_NAME);
        try {
            if (!Files.exists(file)) {
                PrivateFile.write(stateDirectory, FILE_NAME, random().bytes);
            }
            byte[] bytes = PrivateFile.read(file);
            if (bytes.length != KEY_BYTES) {
                throw new EngineException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "Cannot use the file token-key of the state directory: it must hold 32 bytes, not "
                                + bytes.length);
            }
            return new SigningKey(bytes);
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE, "Cannot read or write the file token-key of the state directory", e);
        }
    }

    /** A new key, stored nowhere. */
    static SigningKey random() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new SigningKey(bytes);
    }

    /** The key itself, for HS256. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** A short keyed hash (HMAC-SHA-256) that tells nothing of the text but whether it is the same. */
    String fingerprint(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            mac.update("fingerprint\0".getBytes(StandardCharsets.UTF_8));
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256, which Java SE requires", e);
        }
    }
}
