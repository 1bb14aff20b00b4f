package dev.firn.engine.integrity;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostFilesTest {
    private static final Caller SERVICE = new Caller("robot", Role.SERVICE);

    @TempDir
    private Path root;

    private TestingEngine engine;
    private DataFiles files;

    @BeforeEach
    void open() {
        engine = new TestingEngine(root, StepListener.NONE, "firn.flush.bundle-scopes", "2");
        files = new DataFiles(engine, root);
        engine.run(ADMIN, "CREATE NAMESPACE chat");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /**
     * Rows 1 to 4, then 5 and 6 with new versions of 1 and 5 and without 2, then a newer version of 3 and of 6 that stay
     * hot: the second file holds 5, 6, a version of 1 that is the newest, one of 5, and the tombstone of 2.
     */
    private DataFile secondOfThreeGenerations(String key) {
        engine.run(ADMIN, "CREATE SHARED TABLE chat.notes (id BIGINT" + key + ", note TEXT)");
        engine.run(ADMIN, "INSERT INTO chat.notes VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'a')");
        engine.flush("chat.notes");
        engine.run(ADMIN, "INSERT INTO chat.notes VALUES (5, 'b'), (6, 'b')");
        engine.run(ADMIN, "UPDATE chat.notes SET note = 'b' WHERE id = 1");
        engine.run(ADMIN, "UPDATE chat.notes SET note = 'bb' WHERE id = 5");
        engine.run(ADMIN, "DELETE FROM chat.notes WHERE id = 2");
        engine.flush("chat.notes");
        engine.run(ADMIN, "UPDATE chat.notes SET note = 'c' WHERE id = 3");
        engine.run(ADMIN, "UPDATE chat.notes SET note = 'c' WHERE id = 6");
        return files.of("chat.notes").get(1);
    }

    private void quarantine(DataFile file) throws IOException {
        Files.delete(files.path(file));
        files.expectUnavailable(file, ADMIN, "SELECT sum(id) FROM chat.notes");
    }

    private static String drop(DataFile file) {
        return "STORAGE DROP FILE '" + file.id() + "' FROM TABLE chat.notes";
    }

    /** The count from counters is the count of the rows, also after a start. */
    private void expectRows(String rows) {
        for (int i = 0; i < 2; i++) {
            List<?> found = engine.rows(ADMIN, "SELECT id, note FROM chat.notes ORDER BY id");
            assertThat(found).hasToString(rows);
            assertThat(engine.value(ADMIN, "SELECT count(*) FROM chat.notes")).isEqualTo((long) found.size());
            engine.reopen();
        }
    }

    @Test
    void aLostFileTakesItsRowsWithItAndNothingElse() throws IOException {
        DataFile lost = secondOfThreeGenerations(" PRIMARY KEY");
        quarantine(lost);

        assertThat(engine.run(ADMIN, drop(lost))).isEqualTo(5);

        // 1 and 5 had their newest versions in the file; the deletion of 2 stays, the new versions of 3 and 6 too.
        expectRows("[[3, c], [4, a], [6, c]]");
        assertThat(engine.files("chat.notes")).isEqualTo(1);
        engine.run(ADMIN, "INSERT INTO chat.notes VALUES (1, 'd'), (2, 'd'), (5, 'd')");
        assertThat(catchThrowableOfType(
                                EngineException.class,
                                () -> engine.run(ADMIN, "INSERT INTO chat.notes VALUES (6, 'd')"))
                        .code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        engine.run(ADMIN, "UPDATE chat.notes SET note = 'e' WHERE id IN (1, 3)");
        engine.run(ADMIN, "DELETE FROM chat.notes WHERE id = 6");
        expectRows("[[1, e], [2, d], [3, e], [4, a], [5, d]]");
        engine.flush("chat.notes");
        expectRows("[[1, e], [2, d], [3, e], [4, a], [5, d]]");
    }

    @Test
    void aTableWithoutAKeyLosesTheSameRows() throws IOException {
        DataFile lost = secondOfThreeGenerations("");
        quarantine(lost);

        engine.run(ADMIN, drop(lost));

        expectRows("[[3, c], [4, a], [6, c]]");
    }

    @Test
    void aLostBundleTakesTheRowsOfEachOfItsScopes() throws IOException {
        List<Caller> users = List.of(ADMIN, ALICE, TestingEngine.BOB);
        engine.run(ADMIN, "CREATE USER TABLE chat.own (id BIGINT PRIMARY KEY, note TEXT)");
        for (String note : List.of("first", "second")) {
            int from = note.equals("first") ? 0 : 10;
            users.forEach(user -> engine.run(
                    user,
                    "INSERT INTO chat.own SELECT i, '" + note + "' FROM range(" + from + ", " + (from + 10)
                            + ") t(i)"));
            engine.flush("chat.own");
        }
        users.forEach(user -> engine.run(user, "UPDATE chat.own SET note = 'hot' WHERE id = 3"));
        DataFile lost = files.of("chat.own").get(0);
        assertThat(lost.parts()).hasSize(3);
        Files.delete(files.path(lost));
        users.forEach(user -> files.expectUnavailable(lost, user, "SELECT sum(id) FROM chat.own"));
        users.forEach(user -> assertThat(engine.value(user, "SELECT note FROM chat.own WHERE id = 12"))
                .isEqualTo("second"));

        assertThat(engine.run(ADMIN, "STORAGE DROP FILE '" + lost.id() + "' FROM TABLE chat.own"))
                .isEqualTo(30);

        engine.reopen();
        for (Caller user : users) {
            assertThat(engine.value(user, "SELECT count(*) FROM chat.own")).isEqualTo(11L);
            assertThat(engine.value(user, "SELECT sum(id) FROM chat.own")).hasToString("148");
            engine.run(user, "INSERT INTO chat.own VALUES (0, 'again')");
            assertThat(engine.value(user, "SELECT count(*) FROM chat.own")).isEqualTo(12L);
        }
    }

    @Test
    void onlyADbaGivesUpAndOnlyWhatIsQuarantined() throws IOException {
        DataFile file = secondOfThreeGenerations(" PRIMARY KEY");

        expectRefused(ADMIN, drop(file), ErrorCode.SQL_EXECUTION_ERROR, "is not quarantined");
        expectRefused(ADMIN, "STORAGE DROP FILE '999' FROM TABLE chat.notes", ErrorCode.NOT_FOUND, "no such file");
        expectRefused(ADMIN, "STORAGE DROP FILE 'abc' FROM TABLE chat.notes", ErrorCode.NOT_FOUND, "numbers");
        expectRefused(ADMIN, "STORAGE DROP FILE '1' FROM TABLE chat.nosuch", ErrorCode.TABLE_NOT_FOUND, "chat.nosuch");
        byte[] whole = files.bytes(file);
        quarantine(file);
        files.overwrite(file, whole);
        expectRefused(ADMIN, drop(file), ErrorCode.SQL_EXECUTION_ERROR, "whole again");
        quarantine(file);
        expectRefused(SERVICE, drop(file), ErrorCode.PERMISSION_DENIED, "drop a data file");
        expectRefused(ALICE, drop(file), ErrorCode.PERMISSION_DENIED, "drop a data file");

        engine.run(ADMIN, drop(file));
        expectRefused(ADMIN, drop(file), ErrorCode.NOT_FOUND, "no such file");
    }

    private void expectRefused(Caller caller, String sql, ErrorCode code, String message) {
        EngineException refused = catchThrowableOfType(EngineException.class, () -> engine.run(caller, sql));
        assertThat(refused).as(sql).isNotNull().hasMessageContaining(message);
        assertThat(refused.code()).isEqualTo(code);
    }

    @Test
    void afterACrashBetweenTheStepsTheStatementGoesOnWhereItWas() throws IOException {
        DataFile file = secondOfThreeGenerations(" PRIMARY KEY");
        byte[] whole = files.bytes(file);
        quarantine(file);
        engine.engine().committer().submit(commit -> {
            commit.damage().acceptLoss(file);
            return file.id();
        });
        engine.reopen();

        // Whole again, but given up: its keys may hold other rows by now.
        files.overwrite(file, whole);
        files.expectUnavailable(file, ADMIN, "SELECT sum(id) FROM chat.notes");
        engine.run(ADMIN, "INSERT INTO chat.notes VALUES (5, 'd')");
        engine.run(ADMIN, drop(file));

        expectRows("[[3, c], [4, a], [5, d], [6, c]]");
    }

    @Test
    void aStatementThatBeganBeforeCannotReplaceALostRow() throws IOException {
        DataFile file = secondOfThreeGenerations("");
        Table table = files.table("chat.notes");
        RowBatch late = new RowBatch(table, 1);
        late.update(new TableScope.Shared(), file.total().maxSeq() - 1, null, new Object[] {1L, "late"});
        quarantine(file);

        engine.run(ADMIN, drop(file));

        EngineException refused = catchThrowableOfType(
                EngineException.class, () -> engine.engine().committer().commit(late));
        assertThat(refused.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        expectRows("[[3, c], [4, a], [6, c]]");
    }

    @Test
    void manyKeysAreFreedInManyCommits() throws IOException {
        engine.run(ADMIN, "CREATE SHARED TABLE chat.notes (id BIGINT PRIMARY KEY)");
        engine.run(ADMIN, "INSERT INTO chat.notes SELECT i FROM range(2500) t(i)");
        engine.flush("chat.notes");
        DataFile file = files.of("chat.notes").get(0);
        quarantine(file);

        LostFiles.Dropped dropped = new LostFiles(
                        engine.engine().committer(), engine.engine().fileChecks())
                .drop(files.table("chat.notes"), file.id());

        assertThat(dropped).isEqualTo(new LostFiles.Dropped(2_500, 0, 2_500));
        try (ReadView view = engine.engine().committer().acquire()) {
            long left = view.scopes(file.tableId()).stream()
                    .mapToLong(scope -> {
                        long[] keys = new long[1];
                        view.keys(scope.id(), (key, entry) -> keys[0]++);
                        return keys[0];
                    })
                    .sum();
            assertThat(left).isZero();
        }
        assertThat(engine.run(ADMIN, "INSERT INTO chat.notes SELECT i FROM range(2500) t(i)"))
                .isEqualTo(2_500);
    }
}
