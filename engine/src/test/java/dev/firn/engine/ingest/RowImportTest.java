package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.flush.OpenStore;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowImportTest {
    private static final TableName SHARED = new TableName("chat", "messages");
    private static final TableName OWNED = new TableName("chat", "inbox");
    private static final Caller ALICE = new Caller("alice", Role.USER);
    private static final Caller LOADER = new Caller("loader", Role.SERVICE);

    @TempDir
    private Path directory;

    private OpenStore store;
    private TestingImports testing;
    private RowImports imports;

    @BeforeEach
    void openStore() {
        store = new OpenStore(directory, StepListener.NONE, new FlushSettings(true, 1_000_000));
        testing = new TestingImports(store.committer, directory);
        imports = testing.imports;
        store.committer.createNamespace("chat", "admin");
        createTable(SHARED, TableKind.SHARED, AccessLevel.PUBLIC);
        createTable(OWNED, TableKind.USER, AccessLevel.PUBLIC);
    }

    @AfterEach
    void closeStore() {
        testing.close();
        store.close();
    }

    @Test
    void storesTheRowsInTheirOrder() {
        RowImport rows = open(LOADER, SHARED, 10, "{\"id\":2,\"text\":\"b\"}\n\n  \n{\"id\":1,\"text\":null}\r\n");

        assertThat(storeAll(rows)).containsExactly(2L);
        assertThat(rows.rowsStored()).isEqualTo(2);
        assertThat(hotRows(SHARED, new TableScope.Shared())).containsExactly("2 b null", "1 null null");
    }

    @Test
    void endsABatchAtItsNumberOfRows() {
        assertThat(storeAll(open(LOADER, SHARED, 4, lines(1, 10)))).containsExactly(4L, 8L, 10L);
        assertThat(storeAll(open(LOADER, SHARED, 5, lines(11, 10)))).containsExactly(5L, 10L);
        assertThat(hotRows(SHARED, new TableScope.Shared())).hasSize(20);
    }

    @Test
    void endsABatchAfterThirtyTwoMebibytesOfInput() {
        String text = "x".repeat(1_000_000);
        String input = IntStream.rangeClosed(1, 40)
                .mapToObj(i -> "{\"id\":" + i + ",\"text\":\"" + text + "\"}\n")
                .collect(Collectors.joining());

        assertThat(storeAll(open(LOADER, SHARED, 10_000, input))).containsExactly(34L, 40L);
    }

    @Test
    void storesNothingForAnEmptyInput() {
        RowImport rows = open(LOADER, SHARED, 10, "\n \n");

        assertThat(storeAll(rows)).isEmpty();
        assertThat(rows.rowsStored()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":6,\"text\":5}",
                "{\"id\":6,\"colour\":\"red\"}",
                "{\"text\":\"no key\"}",
                "{\"id\":null}",
                "{\"id\":6",
                "[6]",
                "{\"id\":2}",
                "{\"id\":5}"
            })
    void keepsEarlierBatchesAndStoresNothingOfTheOneThatFails(String bad) {
        RowImport rows = open(LOADER, SHARED, 3, lines(1, 3) + "\n" + lines(4, 2) + bad + "\n" + lines(7, 3));
        rows.readBatch();
        rows.storeBatch();

        EngineException refusal = catchThrowableOfType(EngineException.class, () -> storeAll(rows));

        assertThat(refusal).hasMessageStartingWith("Line 7: ");
        assertThat(refusal.code().httpStatus()).isBetween(400, 409);
        assertThat(refusal.details())
                .containsEntry("line", 7L)
                .containsEntry("rows_stored", 3L)
                .doesNotContainKey("row");
        assertThat(rows.rowsStored()).isEqualTo(3);
        assertThat(hotRows(SHARED, new TableScope.Shared())).hasSize(3);
        assertThatIllegalStateException().isThrownBy(rows::readBatch);
    }

    @Test
    void namesTheCodeOfAViolatedConstraint() {
        assertThat(refusal(LOADER, SHARED, "{\"id\":1}\n{\"id\":1}\n").code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(refusal(LOADER, SHARED, "{\"text\":\"a\"}\n").code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(hotRows(SHARED, new TableScope.Shared())).isEmpty();
    }

    @Test
    void givesTheRowsOfAUserTableToTheCaller() {
        storeAll(open(ALICE, OWNED, 10, "{\"id\":1}\n"));
        storeAll(open(LOADER, OWNED, 10, "{\"id\":1}\n"));

        assertThat(hotRows(OWNED, new TableScope.User("alice"))).hasSize(1);
        assertThat(hotRows(OWNED, new TableScope.User("loader"))).hasSize(1);
    }

    @Test
    void givesEachRowToTheOwnerThatItsFieldNames() {
        String input = """
                {"id":1,"sender":"alice","text":"a"}
                {"id":1,"sender":"李雷","text":"b"}
                {"id":2,"sender":"alice"}
                """;

        storeAll(imports.open(
                LOADER, new ImportRequest(OWNED, Optional.of("sender"), 2), ImportFormat.NDJSON, stream(input)));

        assertThat(hotRows(OWNED, new TableScope.User("alice"))).containsExactly("1 a alice", "2 null alice");
        assertThat(hotRows(OWNED, new TableScope.User("李雷"))).containsExactly("1 b 李雷");
        assertThat(hotRows(OWNED, new TableScope.User("loader"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1}",
                "{\"id\":1,\"who\":null}",
                "{\"id\":1,\"who\":\"\"}",
                "{\"id\":1,\"who\":\"a\\nb\"}"
            })
    void refusesARowWithoutAProperOwner(String line) {
        RowImport rows = imports.open(
                LOADER, new ImportRequest(OWNED, Optional.of("who"), 2), ImportFormat.NDJSON, stream(line));

        EngineException refusal = catchThrowableOfType(EngineException.class, rows::readBatch);

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal.details()).containsEntry("line", 1L).containsEntry("rows_stored", 0L);
    }

    @Test
    void checksRightsBeforeItReads() {
        InputStream unread = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("the input was read");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                throw new AssertionError("the input was read");
            }
        };
        createTable(new TableName("chat", "secret"), TableKind.SHARED, AccessLevel.PRIVATE);

        assertRefused(ErrorCode.PERMISSION_DENIED, ALICE, SHARED, Optional.empty(), unread);
        assertRefused(ErrorCode.PERMISSION_DENIED, ALICE, OWNED, Optional.of("sender"), unread);
        assertRefused(ErrorCode.INVALID_PARAMETER, LOADER, SHARED, Optional.of("sender"), unread);
        assertRefused(ErrorCode.TABLE_NOT_FOUND, ALICE, new TableName("chat", "secret"), Optional.empty(), unread);
        assertRefused(ErrorCode.TABLE_NOT_FOUND, ALICE, new TableName("chat", "mesages"), Optional.empty(), unread);
        assertRefused(
                ErrorCode.NAMESPACE_NOT_FOUND, ALICE, new TableName("chad", "messages"), Optional.empty(), unread);
    }

    @Test
    void refusesABatchSizeOutOfRange() {
        for (int size : new int[] {0, -1, 100_001}) {
            EngineException refusal = catchThrowableOfType(
                    EngineException.class, () -> new ImportRequest(SHARED, Optional.empty(), size));
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        }
    }

    @Test
    void failsWhenTheTableIsDroppedMeanwhile() {
        RowImport rows = open(LOADER, SHARED, 2, lines(1, 4));
        rows.readBatch();
        rows.storeBatch();
        rows.readBatch();
        store.committer.dropTable(table(SHARED));

        EngineException refusal = catchThrowableOfType(EngineException.class, rows::storeBatch);

        assertThat(refusal.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(refusal.details()).containsEntry("rows_stored", 2L);
    }

    private void createTable(TableName name, TableKind kind, AccessLevel level) {
        List<Column> columns = List.of(
                new Column(0, "id", ColumnType.BIGINT, true),
                new Column(0, "text", ColumnType.TEXT, false),
                new Column(0, "sender", ColumnType.TEXT, false));
        store.committer.createTable(
                new Committer.NewTable(name, kind, level, "admin", FlushPolicy.parse("rows:1000000"), columns, "id"));
    }

    private RowImport open(Caller caller, TableName table, int batchRows, String input) {
        return imports.open(
                caller, new ImportRequest(table, Optional.empty(), batchRows), ImportFormat.NDJSON, stream(input));
    }

    private EngineException refusal(Caller caller, TableName table, String input) {
        return catchThrowableOfType(EngineException.class, () -> storeAll(open(caller, table, 10, input)));
    }

    private void assertRefused(
            ErrorCode code, Caller caller, TableName table, Optional<String> owner, InputStream input) {
        EngineException refusal = catchThrowableOfType(
                EngineException.class,
                () -> imports.open(caller, new ImportRequest(table, owner, 10), ImportFormat.NDJSON, input));
        assertThat(refusal.code()).isEqualTo(code);
    }

    /** Stores every batch and answers the rows stored after each. */
    private static List<Long> storeAll(RowImport rows) {
        List<Long> stored = new ArrayList<>();
        while (rows.readBatch()) {
            rows.storeBatch();
            stored.add(rows.rowsStored());
        }
        return stored;
    }

    private static String lines(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> "{\"id\":" + i + ",\"text\":\"" + i + "\"}\n")
                .collect(Collectors.joining());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private Table table(TableName name) {
        try (ReadView view = store.committer.acquire()) {
            return view.catalog().table(name).orElseThrow();
        }
    }

    private List<String> hotRows(TableName name, TableScope scope) {
        Table table = table(name);
        List<String> found = new ArrayList<>();
        try (ReadView view = store.committer.acquire()) {
            Optional<ScopeView> hot = view.scope(table.id(), scope);
            if (hot.isEmpty()) {
                return found;
            }
            try (RowCursor cursor = view.hotRows(hot.get())) {
                while (cursor.next()) {
                    Row row = RowFormat.decode(table, cursor.seq(), cursor.value());
                    found.add(row.value(0) + " " + row.value(1) + " " + row.value(2));
                }
            }
        }
        return found;
    }
}
