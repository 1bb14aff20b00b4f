package dev.firn.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firn.engine.catalog.User;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialAdminTest {
    private final TestingClock clock = new TestingClock();
    private final TestingPasswords passwords = new TestingPasswords();

    @TempDir
    private Path state;

    @Test
    void takesTheConfiguredPassword() {
        User admin = new InitialAdmin(state, passwords, clock).create(Optional.of("configured"));

        assertThat(admin.id()).isEqualTo("admin");
        assertThat(admin.role()).isEqualTo(Role.DBA);
        assertThat(admin.createdAtMicros()).isEqualTo(clock.millis() * 1_000);
        assertThat(passwords.matches("configured", admin.passwordHash())).isTrue();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void writesARandomPasswordForItsOwnerOnly() throws IOException {
        User admin = new InitialAdmin(state, passwords, clock).create(Optional.empty());

        Path file = state.resolve("initial-admin-password");
        String password = Files.readString(file).strip();
        assertThat(password).hasSize(24);
        assertThat(passwords.matches(password, admin.passwordHash())).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void replacesThePasswordOfAStartThatDidNotFinish() throws IOException {
        new InitialAdmin(state, passwords, clock).create(Optional.empty());
        String first = Files.readString(state.resolve("initial-admin-password"));

        new InitialAdmin(state, passwords, clock).create(Optional.empty());

        assertThat(state.resolve("initial-admin-password")).content().isNotEqualTo(first);
    }

    @Test
    void refusesAnEmptyConfiguredPassword() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> new InitialAdmin(state, passwords, clock).create(Optional.of("")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
    }
}
