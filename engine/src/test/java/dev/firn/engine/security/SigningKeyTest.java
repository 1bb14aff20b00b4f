package dev.firn.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    private Path state;

    @Test
    void makesARandomKeyOnceAndKeepsItForItsOwnerOnly() throws IOException {
        SigningKey first = SigningKey.open(state);
        SigningKey second = SigningKey.open(state);

        assertThat(first.bytes()).hasSize(32).isEqualTo(second.bytes()).isNotEqualTo(new byte[32]);
        assertThat(permissions()).isEqualTo("rw-------");
        assertThat(state).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void takesAwayRightsThatOthersHaveGotOnTheKey() throws IOException {
        SigningKey.open(state);
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));

        SigningKey.open(state);

        assertThat(permissions()).isEqualTo("rw-------");
    }

    @Test
    void refusesAKeyOfAnotherLength() throws IOException {
        Files.write(keyFile(), new byte[31]);

        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> SigningKey.open(state))
                .withMessageContaining("32 bytes")
                .withMessageNotContaining(state.toString());
    }

    @Test
    void refusesAStateDirectoryThatIsMissing() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> SigningKey.open(state.resolve("missing")))
                .withMessageNotContaining(state.toString());
    }

    @Test
    void survivesATemporaryFileThatACrashLeft() throws IOException {
        Files.write(state.resolve(".token-key.tmp"), new byte[5]);

        assertThat(SigningKey.open(state).bytes()).hasSize(32);
    }

    private Path keyFile() {
        return state.resolve("token-key");
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile()));
    }
}
