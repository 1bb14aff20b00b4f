package dev.firn.it;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of the seed's table {@code messages}, each made from its number. */
final class Messages {
    /** The seed's eight columns. */
    static final String COLUMNS = """
            message_id BIGINT PRIMARY KEY, sender_id VARCHAR NOT NULL, conversation_id VARCHAR, content VARCHAR,
            tokens INT, cost DOUBLE, created_at TIMESTAMP, is_ai BOOLEAN""";

    private static final LocalDateTime START = LocalDateTime.of(2025, 10, 21, 18, 0);

    private Messages() {}

    /** One INSERT of rows {@code from} (inclusive) to {@code to} (exclusive). */
    static String insert(String table, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(Messages::values)
                .collect(Collectors.joining(", ", "INSERT INTO " + table + " VALUES ", ""));
    }

    static long tokens(int i) {
        return i % 97;
    }

    static double cost(int i) {
        return i / 4.0;
    }

    private static String values(int i) {
        return String.format(
                Locale.ROOT,
                "(%d, 'sender_%03d', 'conversation_%d', 'message %d', %d, %.2f, TIMESTAMP '%s', %b)",
                i,
                i % 10,
                i % 7,
                i,
                tokens(i),
                cost(i),
                START.plusSeconds(i).format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")),
                i % 3 == 0);
    }
}
