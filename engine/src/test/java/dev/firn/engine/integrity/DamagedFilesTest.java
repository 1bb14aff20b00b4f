package dev.firn.engine.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage at 500 places; {@link NightlyDamage} has more of them. */
class DamagedFilesTest {
    @TempDir
    private Path root;

    @Test
    void damageAtFiveHundredPlacesIsNamedOrHarmless() throws IOException {
        try (Mutations mutations = new Mutations(root, 20261122)) {
            mutations.run(500);

            assertThat(mutations.failures).isEmpty();
            assertThat(mutations.outcomes.values())
                    .allSatisfy(counts -> assertThat(counts.named)
                            .as("statements that needed the file")
                            .isGreaterThanOrEqualTo(counts.mutations));
        }
    }
}
