package dev.firn.engine.matrix;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value at the edge of a column's type, in the forms in which it goes in and in which it must come out. All of them are
 * written by hand: none is computed by Firn.
 *
 * @param column one of {@link #COLUMNS}
 * @param literal as INSERT spells it
 * @param parameter as {@code $1}
 * @param json as an NDJSON import spells it
 * @param answer the value in a JSON answer: {@code s:} and a text, or {@code n:} and the characters of a number or boolean
 * @param duckDb an expression with which plain DuckDB makes the value
 */
record Edge(String column, String literal, @Nullable Object parameter, String json, String answer, String duckDb) {
    /** The columns of a table of the matrix, {@code id} first. */
    static final String COLUMNS = """
            id INT PRIMARY KEY, flag BOOLEAN, small SMALLINT, tokens INT, big BIGINT, weight FLOAT, cost DOUBLE,
            price DECIMAL(9,2), amount DECIMAL(18,6), wide DECIMAL(38,18), whole DECIMAL(38,0), name TEXT, body BYTES,
            doc JSON, sent TIMESTAMP, made DATETIME, day DATE, clock TIME, ref UUID""";

    /** A number in the same spelling everywhere. */
    private static Edge number(String column, String text, Object parameter, String type) {
        return new Edge(column, text, parameter, text, "n:" + text, "CAST('" + text + "' AS " + type + ")");
    }

    /** A number that answers spell as text. */
    private static Edge wide(String column, String text, Object parameter, String type) {
        return new Edge(column, text, parameter, text, "s:" + text, "CAST('" + text + "' AS " + type + ")");
    }

    /** A text in the same spelling everywhere. */
    private static Edge text(String column, String text, String duckDb) {
        return new Edge(column, quoted(text), text, json(text), "s:" + text, duckDb);
    }

    /** A text that answers spell in another way. */
    private static Edge text(String column, String text, String answer, String duckDb) {
        return new Edge(column, quoted(text), text, json(text), "s:" + answer, duckDb);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    static List<Edge> all() {
        List<Edge> edges = new ArrayList<>();
        numbers(edges);
        decimals(edges);
        texts(edges);
        times(edges);
        return edges;
    }

    private static void numbers(List<Edge> edges) {
        edges.add(new Edge("flag", "TRUE", true, "true", "n:true", "true"));
        edges.add(new Edge("flag", "false", false, "false", "n:false", "false"));
        for (String small : List.of("-32768", "32767", "0", "-1")) {
            edges.add(number("small", small, Long.valueOf(small), "SMALLINT"));
        }
        for (String tokens : List.of("-2147483648", "2147483647", "0", "-1")) {
            edges.add(number("tokens", tokens, Integer.valueOf(tokens), "INTEGER"));
        }
        for (String big : List.of("-9223372036854775808", "9223372036854775807", "9007199254740993", "0", "-1")) {
            edges.add(wide("big", big, Long.valueOf(big), "BIGINT"));
            edges.add(new Edge("big", quoted(big), big, json(big), "s:" + big, "CAST('" + big + "' AS BIGINT)"));
        }
        for (String cost : List.of(
                "0.1",
                "-0.0",
                "0.0",
                "4.9E-324",
                "1.7976931348623157E308",
                "-1.7976931348623157E308",
                "0.30000000000000004")) {
            edges.add(number("cost", cost, Double.valueOf(cost), "DOUBLE"));
        }
        for (String weight : List.of("0.1", "-0.0", "1.4E-45", "3.4028235E38", "-3.4028235E38", "1.6777216E7")) {
            edges.add(number("weight", weight, Double.valueOf(weight), "FLOAT"));
        }
        for (String special : List.of("NaN", "Infinity", "-Infinity")) {
            edges.add(text("cost", special, "CAST('" + special + "' AS DOUBLE)"));
            edges.add(text("weight", special, "CAST('" + special + "' AS FLOAT)"));
        }
    }

    private static void decimals(List<Edge> edges) {
        for (String price : List.of("9999999.99", "-9999999.99", "0.01", "0.00")) {
            edges.add(wide("price", price, new BigDecimal(price), "DECIMAL(9,2)"));
            edges.add(text("price", price, "CAST('" + price + "' AS DECIMAL(9,2))"));
        }
        for (String amount : List.of("999999999999.999999", "-999999999999.999999", "-0.000001")) {
            edges.add(wide("amount", amount, new BigDecimal(amount), "DECIMAL(18,6)"));
        }
        for (String wide : List.of(
                "99999999999999999999.999999999999999999",
                "-99999999999999999999.999999999999999999",
                "-0.000000000000000001",
                "0.000000000000000000")) {
            edges.add(wide("wide", wide, new BigDecimal(wide), "DECIMAL(38,18)"));
            edges.add(text("wide", wide, "CAST('" + wide + "' AS DECIMAL(38,18))"));
        }
        for (String whole : List.of("9".repeat(38), "-" + "9".repeat(38), "9223372036854775808")) {
            edges.add(wide("whole", whole, new BigDecimal(whole), "DECIMAL(38,0)"));
        }
        edges.add(new Edge("price", "1e2", 100L, "1e2", "s:100.00", "100::DECIMAL(9,2)"));
        edges.add(new Edge("price", "12.5000", 12.5, "12.5000", "s:12.50", "12.5::DECIMAL(9,2)"));
    }

    private static void texts(List<Edge> edges) {
        for (String name : List.of(
                "",
                " ",
                "it's \"quoted\", isn't it?\r\nline\ttab\\",
                "é漢字",
                "😀𝄞\uDBFF\uDFFF",
                "e\u0301",
                "\uFEFFbom",
                "\uFFFF",
                "null",
                "NULL",
                "NaN",
                "x".repeat(20_000))) {
            edges.add(text("name", name, quoted(name)));
        }
        edges.add(text("name", "a\0b\0", "'a' || chr(0) || 'b' || chr(0)"));
        edges.add(text("name", "\0", "chr(0)"));

        edges.add(text("body", "", "''::BLOB"));
        edges.add(text("body", "AA==", "'\\x00'::BLOB"));
        edges.add(text("body", "AP8=", "'\\x00\\xFF'::BLOB"));
        edges.add(text("body", "w6nwn5iA", "'\\xC3\\xA9\\xF0\\x9F\\x98\\x80'::BLOB"));
        edges.add(new Edge("body", "X'00fF80'", "\\x00\\xFF\\x80", "\"AP+A\"", "s:AP+A", "'\\x00\\xFF\\x80'::BLOB"));
        edges.add(new Edge("body", "CAST('\\xAB' AS BLOB)", "qw==", json("\\xab"), "s:qw==", "'\\xAB'::BLOB"));

        for (String doc : List.of(
                "{}",
                "[]",
                "{ \"a\" : [1, 2.50,  null], \"a\": \"\\u0041\\ud83d\\ude00😀\" }",
                "\"abc\"",
                "1.50e+400",
                "-0",
                "true",
                "\"\\uD83D\\ude00 \\u0000 \\\\ud800 \uFFFF\"")) {
            edges.add(new Edge("doc", quoted(doc), doc, doc, "s:" + doc, quoted(doc)));
        }
        edges.add(new Edge("doc", "JSON '\"null\"'", "\"null\"", "\"null\"", "s:\"null\"", "'\"null\"'"));

        for (String ref : List.of(
                "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "80000000-0000-0000-8000-000000000000", "7fffffff-ffff-4fff-bfff-fffffffffffe")) {
            edges.add(text("ref", ref, "'" + ref + "'::UUID"));
            edges.add(new Edge(
                    "ref",
                    "UUID '" + ref.toUpperCase(java.util.Locale.ROOT) + "'",
                    ref.toUpperCase(java.util.Locale.ROOT),
                    json(ref.toUpperCase(java.util.Locale.ROOT)),
                    "s:" + ref,
                    "'" + ref + "'::UUID"));
        }
    }

    private static void times(List<Edge> edges) {
        for (String time : List.of(
                "1970-01-01T00:00:00.000000",
                "1969-12-31T23:59:59.999999",
                "1969-12-31T23:59:59.000001",
                "0001-01-01T00:00:00.000000",
                "9999-12-31T23:59:59.999999",
                // The gap and the overlap of New York's summer time.
                "2025-03-09T02:30:00.123456",
                "2025-11-02T01:30:00.000000",
                // The gap and the overlap of Berlin's.
                "2025-03-30T02:30:00.000000",
                "2025-10-26T02:30:00.654321",
                // Before zones had whole offsets; days that the Julian calendar and Java's old one see otherwise.
                "1883-11-18T12:03:57.000001",
                "1582-10-10T00:00:00.000000",
                "1900-02-28T23:59:59.999999",
                "2024-02-29T12:34:56.789012",
                "2016-12-31T23:59:59.999999")) {
            String sql = time.replace('T', ' ');
            edges.add(text("sent", time, "TIMESTAMP '" + sql + "'"));
            edges.add(
                    new Edge("made", "DATETIME '" + sql + "'", sql, json(sql), "s:" + time, "TIMESTAMP '" + sql + "'"));
            edges.add(new Edge(
                    "sent",
                    "TIMESTAMP '" + sql + "'",
                    time + "Z",
                    json(time + "+00:00"),
                    "s:" + time,
                    "TIMESTAMP '" + sql + "'"));
        }
        edges.add(text(
                "sent", "2025-03-09T02:30:00-05:00", "2025-03-09T07:30:00.000000", "TIMESTAMP '2025-03-09 07:30'"));
        edges.add(text("made", "2025-10-21 00:00+05:30", "2025-10-20T18:30:00.000000", "TIMESTAMP '2025-10-20 18:30'"));
        edges.add(text("sent", "2025-10-21", "2025-10-21T00:00:00.000000", "TIMESTAMP '2025-10-21'"));
        edges.add(new Edge(
                "sent",
                "CAST('2025-03-09 02:30:00.5' AS TIMESTAMP)",
                "2025-03-09 02:30:00.5",
                "\"2025-03-09 02:30:00.5\"",
                "s:2025-03-09T02:30:00.500000",
                "TIMESTAMP '2025-03-09 02:30:00.5'"));

        for (String day : List.of(
                "1970-01-01",
                "1969-12-31",
                "0001-01-01",
                "9999-12-31",
                "2025-03-09",
                "2024-02-29",
                "1582-10-10",
                "1883-11-18")) {
            edges.add(text("day", day, "DATE '" + day + "'"));
            edges.add(new Edge("day", "DATE '" + day + "'", day, json(day), "s:" + day, "DATE '" + day + "'"));
        }
        for (String clock : List.of("00:00:00.000000", "23:59:59.999999", "02:30:00.123456", "12:00:00.000001")) {
            edges.add(text("clock", clock, "TIME '" + clock + "'"));
            edges.add(new Edge(
                    "clock",
                    "TIME '" + clock + "'",
                    clock + "Z",
                    json(clock + "+00"),
                    "s:" + clock,
                    "TIME '" + clock + "'"));
        }
        edges.add(text("clock", "01:00+05:30", "19:30:00.000000", "TIME '19:30:00'"));
    }
}
