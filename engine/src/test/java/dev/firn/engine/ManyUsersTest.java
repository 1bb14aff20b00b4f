package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flush periods of many users leave few files; {@link NightlyManyUsers} is the same at length. */
class ManyUsersTest {
    private static final int MIN_FILES = 2;
    private static final int PERIODS = 18;

    @TempDir
    private Path root;

    @Test
    void filesStayWithinTheirBudgetThroughLevelsOfCompaction() {
        ManyUsers.Shape shape = new ManyUsers.Shape(70, 10, 2, 60, MIN_FILES);
        try (ManyUsers users = new ManyUsers(root, shape, 4)) {
            users.expectFewFiles(PERIODS);

            long ofTwoLevels = users.seen().get(MIN_FILES * MIN_FILES - 1).mostRows();
            assertThat(users.seen().get(PERIODS - 1).mostRows()).isGreaterThan(2 * ofTwoLevels);
            users.expectRowsOfEveryUser();
        }
    }
}
