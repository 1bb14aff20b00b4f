package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdRowsTest {
    @TempDir
    private Path root;

    /** What a predicate may fail on is then the scope's own, and only row groups of the scope are read. */
    @Test
    void ofABundleOnlyTheScopeIsTestedBelowTheFence() throws SQLException {
        String[] settings = {"firn.flush.bundle-scopes", "1", "firn.flush.bundle-rows", "20000"};
        try (TestingEngine engine = new TestingEngine(root, StepListener.NONE, settings)) {
            engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE c; CREATE USER TABLE c.t (id INT PRIMARY KEY, s TEXT)");
            for (Caller user : List.of(TestingEngine.ADMIN, TestingEngine.ALICE, TestingEngine.BOB)) {
                engine.run(user, "INSERT INTO c.t (id, s) SELECT range, range::VARCHAR FROM range(10000)");
            }
            engine.flush("c.t");

            try (ReadView view = engine.engine().committer().acquire()) {
                Table table = view.catalog().table(new TableName("c", "t")).orElseThrow();
                List<DataFile> files = List.copyOf(view.manifest().files(table.id()));
                assertThat(files).singleElement().matches(DataFile::holdsSeveralScopes);
                ScopeView last =
                        view.scope(table.id(), new TableScope.User("bob")).orElseThrow();
                ColdFiles cold =
                        new ColdFiles(root.resolve("data"), engine.engine().fileChecks(), () -> {});
                List<String> queries = new ColdRows(table, last.id(), cold).queries(files, "");
                assertThat(queries).hasSize(1);
                String plan = plan("SELECT s FROM (" + queries.get(0) + ") WHERE id = 4711 AND CAST(s AS INT) = 4712");
                String belowTheFence = plan.substring(plan.indexOf("Limit ─"));
                assertThat(plan).contains("4711", "4712");
                assertThat(belowTheFence)
                        .contains("_scope = " + last.scopeId(), "Row Groups Scanned: 6 / 15")
                        .doesNotContain("4711", "4712");
            }
        }
    }

    private static String plan(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("EXPLAIN ANALYZE " + sql)) {
            result.next();
            return result.getString(2);
        }
    }
}
