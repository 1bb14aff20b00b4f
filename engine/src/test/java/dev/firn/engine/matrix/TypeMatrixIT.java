package dev.firn.engine.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every type at its edges, stored by literal, parameter and import, read hot and cold, as values of the engine, JSON,
 * NDJSON, CSV and Parquet, in JVMs whose own time zone differs: always the value that plain DuckDB makes and that the
 * contract spells.
 */
class TypeMatrixIT {
    private static final List<String> FORMS = List.of("value", "json", "ndjson", "csv");

    /** What plain DuckDB sees in a Parquet file, column by column. */
    private static final List<String> PARQUET_TYPES = List.of(
            "INTEGER",
            "BOOLEAN",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "FLOAT",
            "DOUBLE",
            "DECIMAL(9,2)",
            "DECIMAL(18,6)",
            "DECIMAL(38,18)",
            "DECIMAL(38,0)",
            "VARCHAR",
            "BLOB",
            "JSON",
            "TIMESTAMP",
            "TIMESTAMP",
            "DATE",
            "TIME",
            "UUID");

    @TempDir
    private Path root;

    private final List<Edge> edges = Edge.all();

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Kolkata", "America/New_York"})
    void everyTypeIsTheSameInEveryTierAndFormWhateverTheZoneOfTheProcess(String zone) throws Exception {
        run(zone);
        Map<String, String> report = report();

        assertThat(report.get("zone\t\t\t0")).isEqualTo(zone);
        assertThat(report.get("timezone\t\t\t0")).isEqualTo(zone);
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (String way : MatrixProcess.WAYS) {
            for (String tier : MatrixProcess.TIERS) {
                assertThat(report.get(String.join("\t", way, tier, "types", "0")))
                        .isEqualTo(
                                "[Int, Boolean, SmallInt, Int, BigInt, Float, Double, Decimal(9,2), Decimal(18,6),"
                                        + " Decimal(38,18), Decimal(38,0), Text, Bytes, Json, Timestamp, DateTime, Date, Time, Uuid]");
                for (String form : FORMS) {
                    compared += compare(report, String.join("\t", way, tier, form), differences);
                }
                compared += compareParquet(root.resolve(way + "-" + tier + ".parquet"), differences);
            }
            compared += compareParquet(dataFile(way), differences);
        }
        assertThat(differences).isEmpty();
        System.out.printf("%s: %d edges, %d values compared%n", zone, edges.size(), compared);
        assertThat(compared).isEqualTo(edges.size() * (3 * 2 * 5 + 3));
    }

    private void run(String zone) throws IOException, InterruptedException {
        Path log = root.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Duser.timezone=" + zone,
                        "-cp",
                        System.getProperty("java.class.path"),
                        MatrixProcess.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private Map<String, String> report() throws IOException {
        Map<String, String> report = new HashMap<>();
        for (String line : Files.readAllLines(root.resolve("report"))) {
            int value = line.lastIndexOf('\t');
            byte[] utf8 = Base64.getDecoder().decode(line.substring(value + 1));
            report.put(line.substring(0, value), new String(utf8, StandardCharsets.UTF_8));
        }
        return report;
    }

    private int compare(Map<String, String> report, String place, List<String> differences) {
        for (int id = 0; id < edges.size(); id++) {
            Edge edge = edges.get(id);
            String expected = place.endsWith("csv") ? edge.answer().substring(2) : edge.answer();
            String actual = report.get(place + "\t" + id);
            if (!expected.equals(actual)) {
                differences.add(place + ": " + edge + " is " + actual);
            }
        }
        return edges.size();
    }

    private Path dataFile(String way) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("data/shared/m/" + way))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private int compareParquet(Path file, List<String> differences) throws SQLException {
        int compared = 0;
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("CREATE VIEW v AS FROM read_parquet('" + file + "')");
            try (ResultSet types = statement.executeQuery("SELECT column_type FROM (DESCRIBE v)")) {
                for (String expected : PARQUET_TYPES) {
                    types.next();
                    assertThat(types.getString(1)).as(file.toString()).isEqualTo(expected);
                }
            }
            for (int id = 0; id < edges.size(); id++) {
                Edge edge = edges.get(id);
                String sql = "SELECT CAST(" + edge.column() + " AS VARCHAR), " + edge.column()
                        + " IS NOT DISTINCT FROM (" + edge.duckDb() + ") AND CAST(" + edge.column()
                        + " AS VARCHAR) = CAST((" + edge.duckDb() + ") AS VARCHAR) FROM v WHERE id = " + id;
                try (ResultSet row = statement.executeQuery(edge.column().equals("doc") ? documents(edge, id) : sql)) {
                    compared++;
                    if (!row.next() || !row.getBoolean(2)) {
                        differences.add(file.getFileName() + ": " + edge + " is " + row.getString(1));
                    }
                }
            }
        }
        return compared;
    }

    /** DuckDB would parse a text to compare it with JSON. */
    private static String documents(Edge edge, int id) {
        return "SELECT CAST(doc AS VARCHAR), CAST(doc AS VARCHAR) = " + edge.duckDb() + " FROM v WHERE id = " + id;
    }
}
