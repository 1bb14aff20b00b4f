package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares what the checker knows with what the bundled DuckDB has: every name is allowed or refused for a reason. */
class AllowedSqlTest {
    private static final String LIBRARY = "/libduckdb_java.so_linux_amd64";

    private static Connection duckDb;
    private static Set<String> libraryNames;

    @BeforeAll
    static void open() throws SQLException, IOException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        // The names of the parser's enumerations stand as texts in the native library.
        Pattern name = Pattern.compile("(?<=\0)[A-Z]+(_[A-Z]+)+(?=\0)");
        try (InputStream in = Objects.requireNonNull(DuckDBDriver.class.getResourceAsStream(LIBRARY))) {
            String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            libraryNames = name.matcher(bytes).results().map(MatchResult::group).collect(Collectors.toSet());
        }
    }

    @AfterAll
    static void close() throws SQLException {
        duckDb.close();
        libraryNames = Set.of();
    }

    private static Set<String> names(String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                names.add(result.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static Set<String> functions(String types) throws SQLException {
        return names("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN (" + types + ")");
    }

    private static boolean isAllowed(String function) {
        return AllowedSql.isFunction(function)
                || AllowedSql.isWindowFunction(function)
                || AllowedSql.CURRENT_USER.contains(function)
                || function.equals("user");
    }

    @Test
    void everyFunctionIsAllowedOrRefusedForAReason() throws SQLException {
        Set<String> functions = functions("'scalar', 'macro', 'aggregate', 'window'");
        assertThat(functions).hasSizeGreaterThan(900);
        assertThat(functions.stream()
                        .filter(name ->
                                isAllowed(name) == RefusedSql.function(name).isPresent()))
                .as("neither allowed nor refused, or both")
                .isEmpty();
    }

    @Test
    void everyTableFunctionIsAllowedOrRefusedForAReason() throws SQLException {
        Set<String> functions = functions("'table', 'table_macro'");
        assertThat(functions).hasSizeGreaterThan(100);
        assertThat(functions.stream()
                        .filter(name -> AllowedSql.isTableFunction(name)
                                == RefusedSql.tableFunction(name).isPresent()))
                .as("neither allowed nor refused, or both")
                .isEmpty();
    }

    @Test
    void everyPragmaIsKnownAndRefused() throws SQLException {
        assertThat(functions("'pragma'")).isEqualTo(new TreeSet<>(RefusedSql.PRAGMAS));
    }

    @Test
    void everyTypeIsAllowedOrRefused() throws SQLException {
        Set<String> types = names("SELECT DISTINCT type_name FROM duckdb_types()");
        Set<String> refused = Stream.of(RefusedSql.TYPES, RefusedSql.LONG_TYPES)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        assertThat(types).hasSizeGreaterThan(60);
        assertThat(types)
                .allSatisfy(name -> assertThat(AllowedSql.isType(name) ^ refused.contains(name))
                        .as("type %s is either allowed or refused, and not both", name)
                        .isTrue());
    }

    @Test
    void everyStatementKindIsKnownAndOnlyOneIsAllowed() {
        Set<String> known = RefusedSql.STATEMENTS.stream()
                .map(name -> name + "_STATEMENT")
                .collect(Collectors.toCollection(TreeSet::new));
        known.add("SELECT_STATEMENT");
        assertThat(ending("_STATEMENT")).containsExactlyElementsOf(known);
    }

    @Test
    void everyQueryNodeAndModifierIsKnown() {
        Set<String> nodes = ending("_NODE").stream()
                .filter(name -> !name.startsWith("SLURM"))
                .collect(Collectors.toSet());
        assertThat(nodes).isEqualTo(union(SelectChecks.QUERY_NODES, RefusedSql.QUERY_NODES));
        assertThat(ending("_MODIFIER")).isEqualTo(union(Checker.MODIFIERS, RefusedSql.MODIFIERS));
    }

    @Test
    void everyOperatorAndComparisonIsKnown() {
        Set<String> operators = libraryNames.stream()
                .filter(name -> name.startsWith("COMPARE_") || name.startsWith("OPERATOR_"))
                .collect(Collectors.toSet());
        Set<String> known = Stream.of(AllowedSql.OPERATORS, AllowedSql.COMPARISONS, RefusedSql.OPERATORS)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        assertThat(operators).hasSizeGreaterThan(15).isSubsetOf(known);
    }

    @Test
    void nothingAllowedIsUnknownToDuckDb() throws SQLException {
        Set<String> functions = functions("'scalar', 'macro', 'aggregate', 'window'");
        // The grammar makes these of other words.
        Set<String> unknown = new TreeSet<>(AllowedSql.allFunctions());
        unknown.removeAll(functions);
        assertThat(unknown).containsExactlyInAnyOrder("current_timestamp", "localtimestamp", "unnest");
    }

    private static Set<String> ending(String end) {
        return libraryNames.stream().filter(name -> name.endsWith(end)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.of(one, other).flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }
}
