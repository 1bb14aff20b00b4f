package dev.firn.engine.matrix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.engine.TestingEngine;
import dev.firn.engine.export.RowWriter;
import dev.firn.engine.export.ValueJson;
import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.TableName;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The process that runs in another time zone: it stores every {@link Edge} by literal, by parameter and by import, and
 * reports how each of them is read, hot and cold, in every form of an answer.
 */
final class MatrixProcess {
    /** The ways by which values come in, each with a table of its own. */
    static final List<String> WAYS = List.of("literals", "params", "imported");

    static final List<String> TIERS = List.of("hot", "cold");

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
    private static final JsonFactory JSON = new JsonFactory();

    private final TestingEngine engine;
    private final List<Edge> edges = Edge.all();
    private final Path root;
    private final BufferedWriter report;

    private MatrixProcess(Path root, BufferedWriter report) {
        this.root = root;
        this.report = report;
        this.engine = new TestingEngine(root);
    }

    /** Argument: the directory of the store, of the report and of the Parquet answers. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        try (BufferedWriter report = Files.newBufferedWriter(root.resolve("report"), StandardCharsets.UTF_8)) {
            MatrixProcess process = new MatrixProcess(root, report);
            process.line("zone", "", "", 0, ZoneId.systemDefault().getId());
            process.line("timezone", "", "", 0, TimeZone.getDefault().getID());
            process.store();
            for (String way : WAYS) {
                process.read(way, "hot");
                process.engine.flush("m." + way);
                process.read(way, "cold");
            }
            process.engine.close();
        }
    }

    private void line(String way, String tier, String form, int id, String value) throws IOException {
        report.write(String.join("\t", way, tier, form, Integer.toString(id), escaped(value)) + "\n");
    }

    /** In one line, whatever it holds. */
    static String escaped(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    private void store() {
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE m");
        for (String way : WAYS) {
            engine.run(TestingEngine.ADMIN, "CREATE SHARED TABLE m." + way + " (" + Edge.COLUMNS + ")");
        }
        StringBuilder lines = new StringBuilder();
        for (int id = 0; id < edges.size(); id++) {
            Edge edge = edges.get(id);
            String columns = " (id, " + edge.column() + ") VALUES (" + id + ", ";
            engine.run(TestingEngine.ADMIN, "INSERT INTO m.literals" + columns + edge.literal() + ")");
            engine.run(TestingEngine.ADMIN, "INSERT INTO m.params" + columns + "$1)", edge.parameter());
            lines.append("{\"id\":" + id + ",\"" + edge.column() + "\":" + edge.json() + "}\n");
        }
        try (RowImport rows = engine.engine()
                .imports()
                .open(
                        TestingEngine.ADMIN,
                        new ImportRequest(new TableName("m", "imported"), Optional.empty(), 10_000),
                        ImportFormat.NDJSON,
                        new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)))) {
            while (rows.readBatch()) {
                rows.storeBatch();
            }
        }
    }

    private interface Reader {
        void read(QueryResult result) throws IOException;
    }

    private void query(String way, Reader reader) throws IOException {
        SqlRequest request = new SqlRequest(
                "SELECT * FROM m." + way + " ORDER BY id", List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.engine().statements().start(TestingEngine.ADMIN, request);
                QueryResult result = ((StatementResult.Rows) run.next()).rows()) {
            reader.read(result);
        }
    }

    private void read(String way, String tier) throws IOException {
        query(way, result -> {
            line(
                    way,
                    tier,
                    "types",
                    0,
                    result.columns().stream()
                            .map(column -> column.type().dataType())
                            .toList()
                            .toString());
            while (result.next()) {
                int id = (Integer) result.value(0);
                int column = column(result.columns(), edges.get(id).column());
                ColumnType type = result.columns().get(column).type();
                line(way, tier, "value", id, plain(type, result.value(column)));
                line(way, tier, "json", id, json(type, result.value(column)));
            }
        });
        ndjson(way, tier);
        csv(way, tier);
        try (OutputStream out = Files.newOutputStream(root.resolve(way + "-" + tier + ".parquet"))) {
            query(way, result -> write(RowWriter.parquet(result.columns(), out), result));
        }
    }

    private static int column(List<ResultColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AssertionError("no column " + name);
    }

    private static void write(RowWriter writer, QueryResult result) throws IOException {
        while (result.next()) {
            writer.write(result);
        }
        writer.end();
    }

    /** An engine's value in the form of {@link Edge#answer}, by the JDK alone. */
    private static String plain(ColumnType type, @Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return switch (type.kind()) {
            case BOOLEAN, SMALLINT, INT -> "n:" + value;
            case FLOAT -> floating((Double) value, Float.toString(((Double) value).floatValue()));
            case DOUBLE -> floating((Double) value, Double.toString((Double) value));
            case BIGINT, TEXT, JSON, UUID -> "s:" + value;
            case DECIMAL -> "s:" + ((BigDecimal) value).toPlainString();
            case BYTES -> "s:" + Base64.getEncoder().encodeToString((byte[]) value);
            case TIMESTAMP, DATETIME -> {
                long micros = (Long) value;
                LocalDateTime time = LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        (int) Math.floorMod(micros, 1_000_000L) * 1_000,
                        ZoneOffset.UTC);
                yield "s:" + TIMESTAMP.format(time);
            }
            case DATE -> "s:" + LocalDate.ofEpochDay((Integer) value);
            case TIME -> "s:" + TIME.format(LocalTime.ofNanoOfDay((Long) value * 1_000));
        };
    }

    private static String floating(double value, String text) {
        return (Double.isFinite(value) ? "n:" : "s:") + text;
    }

    private static String json(ColumnType type, @Nullable Object value) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            ValueJson.write(generator, type, value);
        }
        try (JsonParser parser = JSON.createParser(out.toString())) {
            return token(parser, parser.nextToken());
        }
    }

    private static String token(JsonParser parser, JsonToken token) throws IOException {
        return (token == JsonToken.VALUE_STRING ? "s:" : "n:") + parser.getText();
    }

    private void ndjson(String way, String tier) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        query(way, result -> write(RowWriter.ndjson(result.columns(), out), result));
        String text = out.toString(StandardCharsets.UTF_8);
        for (String row : text.split("\n", -1)) {
            if (!row.isEmpty()) {
                ndjsonRow(way, tier, row);
            }
        }
    }

    private void ndjsonRow(String way, String tier, String row) throws IOException {
        try (JsonParser parser = JSON.createParser(row)) {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            int id = parser.getIntValue();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getText();
                JsonToken token = parser.nextToken();
                if (name.equals(edges.get(id).column())) {
                    line(way, tier, "ndjson", id, name.equals("doc") ? "s:" + json(parser, row) : token(parser, token));
                } else if (token != JsonToken.VALUE_NULL) {
                    throw new AssertionError("row " + id + " has " + name + " " + parser.getText());
                }
            }
        }
    }

    /** JSON stands in NDJSON as itself. */
    private static String json(JsonParser parser, String row) throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        parser.skipChildren();
        parser.finishToken();
        return row.substring(start, Math.toIntExact(parser.currentLocation().getCharOffset()));
    }

    private void csv(String way, String tier) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<ResultColumn> columns = new ArrayList<>();
        query(way, result -> {
            columns.addAll(result.columns());
            write(RowWriter.csv(result.columns(), out), result);
        });
        List<List<@Nullable String>> records = records(out.toString(StandardCharsets.UTF_8));
        for (List<@Nullable String> cells : records.subList(1, records.size())) {
            int id = Integer.parseInt(String.valueOf(cells.get(0)));
            line(
                    way,
                    tier,
                    "csv",
                    id,
                    String.valueOf(cells.get(column(columns, edges.get(id).column()))));
        }
    }

    /** The records of RFC 4180; an empty cell without quotes is null. */
    private static List<List<@Nullable String>> records(String csv) {
        List<List<@Nullable String>> records = new ArrayList<>();
        List<@Nullable String> cells = new ArrayList<>();
        int at = 0;
        while (at < csv.length()) {
            StringBuilder cell = new StringBuilder();
            boolean quoted = csv.charAt(at) == '"';
            if (quoted) {
                for (at++; csv.charAt(at) != '"' || csv.startsWith("\"\"", at); at++) {
                    if (csv.charAt(at) == '"') {
                        at++;
                    }
                    cell.append(csv.charAt(at));
                }
                at++;
            } else {
                while (csv.charAt(at) != ',' && !csv.startsWith("\r\n", at)) {
                    cell.append(csv.charAt(at++));
                }
            }
            cells.add(quoted || cell.length() > 0 ? cell.toString() : null);
            if (csv.charAt(at) == ',') {
                at++;
            } else {
                at += 2;
                records.add(cells);
                cells = new ArrayList<>();
            }
        }
        return records;
    }
}
