package dev.firn.engine.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage at {@code -Dnightly.mutations} (3,000) places from {@code -Dnightly.seed} on, run by
 * {@code mvn -Pnightly -Dnightly=issue-4}. It writes a table of what it saw to {@code target/nightly/issue-4-damage.md}.
 */
@Tag("nightly")
@Tag("issue-4")
class NightlyDamage {
    private static final int MUTATIONS = Integer.getInteger("nightly.mutations", 3_000);
    private static final long SEED = Long.getLong("nightly.seed", 4_000_001);
    private static final Path TABLE = Path.of("target", "nightly", "issue-4-damage.md");

    @TempDir
    private Path root;

    @Test
    void damageAtThreeThousandPlacesIsNamedOrHarmless() throws IOException {
        try (Mutations mutations = new Mutations(root, SEED)) {
            mutations.run(MUTATIONS);
            write(mutations);
            assertThat(mutations.failures).isEmpty();
        }
    }

    private static void write(Mutations mutations) throws IOException {
        StringBuilder text = new StringBuilder("""
                # Damaged data files, nightly profile

                `./mvnw -Pnightly -Dnightly=issue-4 -pl engine verify`: data files cut short or altered, one place at a time;
                after each, SELECTs over a table with a key, one without, and one whose files three users share; see
                [integrity](../design/integrity.md). Seed %d.

                | damage | noticed by | places | statements answered right | failed by name | wrong answers, other failures |
                |---|---|---|---|---|---|
                """.formatted(SEED));
        int places = 0;
        for (Map.Entry<String, Mutations.Counts> kind : mutations.outcomes.entrySet()) {
            Mutations.Counts counts = kind.getValue();
            places += counts.mutations;
            text.append("| %s | %d | %d | %d | %d |%n"
                    .formatted(kind.getKey(), counts.mutations, counts.answered, counts.named, counts.wrong));
        }
        text.append("| **all** | | %d | | | %d |%n".formatted(places, mutations.failures.size()));
        mutations.failures.forEach(failure -> text.append("\n- ").append(failure));
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, text);
    }
}
