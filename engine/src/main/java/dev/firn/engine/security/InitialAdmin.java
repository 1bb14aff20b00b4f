package dev.firn.engine.security;

import dev.firn.engine.catalog.User;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user {@code admin} of role dba that a store without users begins with. There is no default password. */
public final class InitialAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(InitialAdmin.class);
    private static final String USER_ID = "admin";
    private static final String FILE_NAME = "initial-admin-password";
    private static final int RANDOM_PASSWORD_BYTES = 18;

    private final Path stateDirectory;
    private final Passwords passwords;
    private final Clock clock;

    public InitialAdmin(Path stateDirectory, Passwords passwords, Clock clock) {
        this.stateDirectory = stateDirectory;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * The first user, not yet stored. Without a configured password a random one is written to
     * {@code initial-admin-password} (mode 600) of the state directory, which the log names.
     */
    public User create(Optional<String> configuredPassword) {
        String password = configuredPassword.orElseGet(this::writeRandomPassword);
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        return new User(USER_ID, Role.DBA, passwords.hash(password), now);
    }

    private String writeRandomPassword() {
        byte[] bytes = new byte[RANDOM_PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            PrivateFile.write(stateDirectory, FILE_NAME, (password + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot write the file initial-admin-password of the state directory",
                    e);
        }
        Path file = stateDirectory.resolve(FILE_NAME).toAbsolutePath();
        LOG.info("First start: user '{}' was given a random password, written to {}", USER_ID, file);
        return password;
    }
}
