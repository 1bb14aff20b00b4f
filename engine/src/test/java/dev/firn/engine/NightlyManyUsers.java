package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@link ManyUsers} at length, run by {@code mvn -Pnightly}: 1,000 users × {@code -Dnightly.periods} (100), from
 * {@code -Dnightly.seed} on. It adds a table of what it saw to {@code target/nightly/issue-4-many-users.md}.
 */
@Tag("nightly")
@Tag("issue-4")
class NightlyManyUsers {
    private static final int USERS = 1_000;
    private static final int PERIODS = Integer.getInteger("nightly.periods", 100);
    private static final Path TABLE = Path.of("target", "nightly", "issue-4-many-users.md");

    @TempDir
    private Path root;

    /** The default of {@code firn.compaction.min-files}, and one that brings more levels into a hundred periods. */
    @ParameterizedTest
    @CsvSource({"12, 0", "4, 3"})
    void filesStayWithinTheirBudgetAndEveryRowIsReadOnce(int minFiles, int largeUsers) throws Exception {
        long seed = Long.getLong("nightly.seed", System.nanoTime());
        ManyUsers.Shape shape = new ManyUsers.Shape(USERS, 10, largeUsers, 1_000, minFiles);
        try (ManyUsers users = new ManyUsers(root, shape, seed)) {
            users.expectFewFiles(PERIODS);
            users.expectRowsOfEveryUser();
            report(shape, users, seed);
            assertThat(users.seen()).hasSize(PERIODS);
        }
    }

    private static void report(ManyUsers.Shape shape, ManyUsers users, long seed) throws IOException {
        StringBuilder lines = new StringBuilder("""
                ## %d users, %d of them large, `firn.compaction.min-files` %d

                Seed %d; flush runs completed: %s, compactions: %s; every user then read their rows, %d in all, each once.

                | periods | files of the table | bundles (budget %d) | of a scope alone (budget %d) | a scope's rows lie in | rows of the largest file | MiB |
                |---|---|---|---|---|---|---|
                """.formatted(
                        shape.users(),
                        shape.largeUsers(),
                        shape.minFiles(),
                        seed,
                        users.completed("flush"),
                        users.completed("compaction"),
                        users.rows(),
                        shape.bundleBudget(),
                        shape.budget()));
        int tenth = Math.max(1, PERIODS / 10);
        for (int from = 0; from < PERIODS; from += tenth) {
            List<ManyUsers.Seen> seen = users.seen().subList(from, Math.min(PERIODS, from + tenth));
            lines.append("| %d–%d | ≤ %d | ≤ %d | ≤ %d | ≤ %d | %d | %d |%n"
                    .formatted(
                            from + 1,
                            from + seen.size(),
                            most(seen, ManyUsers.Seen::files),
                            most(seen, ManyUsers.Seen::bundles),
                            most(seen, ManyUsers.Seen::own),
                            most(seen, ManyUsers.Seen::ofScope),
                            most(seen, ManyUsers.Seen::mostRows),
                            most(seen, ManyUsers.Seen::bytes) >> 20));
        }
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, lines.append('\n'), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static long most(List<ManyUsers.Seen> seen, ToLongFunction<ManyUsers.Seen> figure) {
        return seen.stream().mapToLong(figure).max().orElse(0);
    }
}
