package dev.firn.engine.matrix;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DuckDB parses every JSON value of a data file that it reads: one that it did not take would bar the whole table. */
class JsonDocumentsTest {
    private static final int DOCUMENTS = 3_000;
    private static final Column DOC = new Column(1, "doc", ColumnType.of(Kind.JSON), false);
    private static final String[] PIECES = {
        "\\ud83d",
        "\\ude00",
        "\\u0000",
        "\\\\",
        "\\\"",
        "\"",
        "\\/",
        "\\x",
        "😀",
        "\uFFFF",
        "\u2028",
        "\u007F",
        "\u0001",
        "1e400",
        "-0",
        "00",
        "1.",
        ".5",
        "-",
        "1E+5",
        "NaN",
        "null",
        "nul",
        " ",
        "\t",
        "\r\n",
        ",",
        "{",
        "}",
        "[",
        "]",
        ":",
        "{}",
        "[]",
        "\"a\":",
        "123456789012345678901234567890",
        "0.1e-999"
    };

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whateverIsTakenIsReadBackFromADataFile(long seed) {
        Random random = new Random(seed);
        List<String> taken = new ArrayList<>();
        while (taken.size() < DOCUMENTS) {
            String document = random.nextBoolean() ? value(random, 4) : mutated(value(random, 4), random);
            if (isTaken(document)) {
                taken.add(document);
            }
        }
        try (TestingEngine engine = new TestingEngine(directory)) {
            engine.run(ADMIN, "CREATE NAMESPACE j; CREATE SHARED TABLE j.docs (id INT PRIMARY KEY, doc JSON)");
            for (int from = 0; from < DOCUMENTS; from += 50) {
                insert(engine, taken, from);
            }
            engine.flush("j.docs");

            assertThat(engine.rows(ADMIN, "SELECT doc FROM j.docs ORDER BY id"))
                    .as("seed %d", seed)
                    .isEqualTo(taken.stream().map(List::<Object>of).toList());
        }
    }

    private static void insert(TestingEngine engine, List<String> taken, int from) {
        StringBuilder sql = new StringBuilder("INSERT INTO j.docs VALUES ");
        @Nullable Object[] params = new @Nullable Object[50];
        for (int i = 0; i < 50; i++) {
            params[i] = taken.get(from + i);
            sql.append(i == 0 ? "" : ", ").append("(" + (from + i) + ", $" + (i + 1) + ")");
        }
        engine.run(ADMIN, sql.toString(), params);
    }

    private static boolean isTaken(String document) {
        try {
            ColumnValues.fromText(DOC, document);
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> new String[] {"null", "true", "false"}[random.nextInt(3)];
            case 1 ->
                (random.nextBoolean() ? "-" : "")
                        + random.nextInt(100)
                        + (random.nextBoolean() ? "" : ".5e" + random.nextInt(999));
            case 2, 3 -> text(random);
            case 4 -> list(random, depth, "[", "]", false);
            default -> list(random, depth, "{", "}", true);
        };
    }

    private static String list(Random random, int depth, String open, String close, boolean named) {
        StringBuilder list = new StringBuilder(open);
        for (int i = random.nextInt(4); i > 0; i--) {
            list.append(named ? text(random) + " : " : "")
                    .append(value(random, depth - 1))
                    .append(i == 1 ? "" : ",");
        }
        return list + close;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(PIECES[random.nextInt(5)]).append(random.nextBoolean() ? "a" : "");
        }
        return text + "\"";
    }

    private static String mutated(String document, Random random) {
        int at = random.nextInt(document.length() + 1);
        int to = random.nextBoolean() ? at : Math.min(document.length(), at + 1 + random.nextInt(3));
        return document.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + document.substring(to);
    }
}
