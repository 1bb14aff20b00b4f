import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints made-up chat messages as NDJSON, the same ones for the same seed on every JDK.
 *
 * <p>{@code java tools/ChatSimulator.java --rows 1000 --seed 7 --first 1} prints 1,000 messages of a dozen users, some of
 * whom write more than others, oldest first, with ids from 1. Text is in several scripts; {@code content}, {@code cost}
 * and {@code is_ai} are sometimes NULL, the latter two sometimes left out.
 */
final class ChatSimulator {
    private static final Instant FIRST_MESSAGE = Instant.parse("2026-01-05T08:00:00Z");
    private static final List<String> USERS = List.of(
            "ada", "bela", "chidi", "dana", "eve", "farid", "gita", "hugo", "zoë", "李雷", "bot-1", "bot-2");
    private static final List<String> TOPICS =
            List.of("general", "new-members", "cooking", "mountains", "compilers", "snow", "music", "off-topic");
    private static final List<String> WORDS = List.of(
            "the", "snow", "falls", "and", "turns", "to", "ice", "slowly", "under", "its", "own", "weight", "we",
            "measured", "every", "layer", "again", "yesterday", "why", "does", "it", "melt", "there", "première",
            "Übergang", "привет", "снег", "雪", "氷河", "ثلج", "❄️", "🏔️", "\"quoted\"", "back\\slash", "tab\there");

    private final Random random;

    private ChatSimulator(long seed) {
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException {
        refuseUnknown(arguments);
        int rows = Math.toIntExact(option(arguments, "--rows", 1_000));
        long first = option(arguments, "--first", 1);
        ChatSimulator simulator = new ChatSimulator(option(arguments, "--seed", 1));
        try (BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))) {
            Instant time = FIRST_MESSAGE;
            for (long id = first; id < first + rows; id++) {
                time = time.plusMillis(simulator.random.nextInt(60_000));
                out.write(simulator.message(id, time));
                out.write('\n');
            }
        }
    }

    private static void refuseUnknown(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            boolean known = List.of("--rows", "--seed", "--first").contains(arguments[i]);
            if (!known || i + 1 == arguments.length || !arguments[i + 1].matches("[0-9]{1,9}")) {
                System.err.println("usage: java tools/ChatSimulator.java [--rows N] [--seed N] [--first ID]");
                System.exit(2);
            }
        }
    }

    private static long option(String[] arguments, String name, long otherwise) {
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            if (arguments[i].equals(name)) {
                return Long.parseLong(arguments[i + 1]);
            }
        }
        return otherwise;
    }

    private String message(long id, Instant time) {
        String sender = USERS.get(few(USERS.size()));
        String conversation = TOPICS.get(few(TOPICS.size())) + "/" + few(40);
        int tokens = 1 + few(120);
        String content = content(tokens);
        return "{\"message_id\":" + id
                + ",\"sender_id\":\"" + sender
                + "\",\"conversation_id\":\"" + conversation
                + "\",\"content\":" + content
                + ",\"tokens\":" + tokens
                + sometimesLeftOut("cost", BigDecimal.valueOf(tokens * 15L, 6).toPlainString())
                + ",\"created_at\":\"" + time
                + "\"" + sometimesLeftOut("is_ai", Boolean.toString(sender.startsWith("bot-")))
                + "}";
    }

    /** A number below the limit, small ones far more often than large ones. */
    private int few(int limit) {
        return Math.min(random.nextInt(limit), random.nextInt(limit));
    }

    private String content(int tokens) {
        if (random.nextInt(50) == 0) {
            return "null";
        }
        String text = IntStream.range(0, tokens)
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(random.nextInt(10) == 0 ? "\n" : " "));
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + "\"";
    }

    private String sometimesLeftOut(String field, String value) {
        return switch (random.nextInt(20)) {
            case 0 -> "";
            case 1 -> ",\"" + field + "\":null";
            default -> ",\"" + field + "\":" + value;
        };
    }
}
