package dev.firn.engine.compaction;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a compaction leaves behind when one of its calls to the file system fails. */
class FailingCompactionTest {
    private static final String WHY = "No space left on device";

    @TempDir
    private Path root;

    @Test
    void whicheverCallFailsNoRowIsLostOrDoubledAndALaterAttemptSucceeds() throws IOException {
        TestingFileCalls files = new TestingFileCalls(root);
        List<String> failures = new ArrayList<>();
        try (TestingEngine engine = new TestingEngine(root, files, "firn.compaction.min-files", "1000")) {
            engine.run(ADMIN, "CREATE NAMESPACE n; CREATE SHARED TABLE n.t (id BIGINT PRIMARY KEY, v TEXT)");
            insertAndFlush(engine, 0);
            String failed = "";
            for (int n = 1; failed != null; n++) {
                insertAndFlush(engine, n);
                files.failNth(n, WHY);
                Throwable failure = catchThrowable(() -> engine.compact("n.t"));
                failed = files.failed();
                expectRows(engine, n);
                if (failed != null) {
                    failures.add(failed.substring(0, failed.indexOf(' ')));
                    expectFailed(engine, failed, failure);
                    engine.compact("n.t");
                    expectRows(engine, n);
                }
                assertThat(engine.files("n.t")).isEqualTo(1);
                expectNothingLeftOver(engine);
            }
            engine.reopen();
            expectRows(engine, failures.size() + 1);
            assertThat(parquetFiles()).hasSize(1);
        }
        assertThat(failures).contains("create", "write", "force", "close", "read", "link", "delete", "sync");
    }

    private static void insertAndFlush(TestingEngine engine, int id) {
        engine.run(ADMIN, "INSERT INTO n.t VALUES ($1, 'v')", (long) id);
        engine.flush("n.t");
    }

    /** Only the unlinking of merged files comes after the commit, then the forcing of their directory; both are tried again. */
    private static void expectFailed(TestingEngine engine, String failed, @Nullable Throwable failure) {
        if (failure == null) {
            assertThat(failed).matches("delete .*|sync data/shared/n/t");
        } else {
            assertThat(failure).isInstanceOf(EngineException.class).hasMessageContaining(WHY);
            assertThat(engine.files("n.t")).isEqualTo(2);
        }
    }

    private static void expectRows(TestingEngine engine, int last) {
        List<Object> found = new ArrayList<>();
        engine.rows(ADMIN, "SELECT id FROM n.t ORDER BY id").forEach(row -> found.add(row.get(0)));
        assertThat(found)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, last).boxed().toList());
        assertThat(engine.value(ADMIN, "SELECT count(*) FROM n.t")).isEqualTo(last + 1L);
    }

    /** A file whose unlinking failed, or the forcing of its directory, stays obsolete until the manifest changes. */
    private void expectNothingLeftOver(TestingEngine engine) {
        Awaitility.await().untilAsserted(() -> {
            try (ReadView view = engine.engine().committer().acquire()) {
                assertThat(view.manifest().intents()).isEmpty();
                List<Path> listed = paths(view.manifest().files().stream().map(DataFile::path));
                assertThat(parquetFiles()).containsAll(listed);
                assertThat(parquetFiles().stream().filter(file -> !listed.contains(file)))
                        .isSubsetOf(paths(view.manifest().obsolete().values().stream()));
            }
        });
    }

    private List<Path> paths(Stream<String> relative) {
        return relative.map(root.resolve("data")::resolve).toList();
    }

    private List<Path> parquetFiles() {
        return TestingFileCalls.parquetFiles(root.resolve("data"));
    }
}
