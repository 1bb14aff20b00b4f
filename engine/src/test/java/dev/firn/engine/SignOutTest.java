package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.catalog.User;
import dev.firn.engine.security.Accounts.Session;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignOutTest {
    @Test
    void holdsOverARestart(@TempDir Path root) {
        try (TestingEngine engine = new TestingEngine(root)) {
            Session ended = engine.engine().accounts().signIn("admin", "not a secret");
            Session kept = engine.engine().accounts().signIn("admin", "not a secret");
            engine.engine().accounts().signOut(ended.accessToken());

            engine.reopen();

            assertThatThrownBy(() -> engine.engine().accounts().verifyToken(ended.accessToken()))
                    .isInstanceOf(EngineException.class);
            assertThatThrownBy(() -> engine.engine().accounts().refresh(ended.refreshToken()))
                    .isInstanceOf(EngineException.class);
            assertThat(engine.engine()
                            .accounts()
                            .verifyToken(kept.accessToken())
                            .role())
                    .isEqualTo(Role.DBA);
            engine.run(TestingEngine.ADMIN, "CREATE USER 'x' WITH PASSWORD 'a password' ROLE dba");
            engine.run(TestingEngine.ADMIN, "ALTER USER 'admin' SET ROLE user");
            assertThatThrownBy(() -> engine.engine().accounts().verifyToken(ended.accessToken()))
                    .as("another role")
                    .isInstanceOf(EngineException.class);
            assertThat(engine.engine()
                            .accounts()
                            .verifyToken(kept.accessToken())
                            .role())
                    .isEqualTo(Role.USER);
        }
    }

    @Test
    void usersOfOlderStoresHaveNone() {
        byte[] record = "\u0001{\"id\":\"alice\",\"role\":\"USER\",\"passwordHash\":\"h\",\"createdAtMicros\":5}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(StoredRecord.read(record, User.class)).isEqualTo(new User("alice", Role.USER, "h", 5));
    }
}
