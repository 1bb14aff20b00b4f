package dev.firn.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.cold.OpenManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files go: scopes are numbers, a part is its scope and the time at which its rows were written. */
class ExpiredFilesTest {
    private static final int TABLE = 7;

    @TempDir
    private Path root;

    private OpenManifest manifest;

    @BeforeEach
    void open() {
        manifest = new OpenManifest(root);
    }

    @AfterEach
    void close() {
        manifest.close();
    }

    private static FilePart part(long scope, long seq, long writtenAt) {
        return new FilePart(scope, 1, 1, seq, seq, writtenAt, writtenAt);
    }

    private void publish(long id, FilePart... parts) {
        manifest.publish(new DataFile(id, "f" + id, TABLE, List.of(parts), 1, 0, 1, "FL-1", List.of()));
    }

    private List<List<Long>> groups(long before) {
        return ExpiredFiles.of(manifest.now(), TABLE, before).groups().stream()
                .map(group -> group.stream().map(DataFile::id).toList())
                .toList();
    }

    @Test
    void filesGoFromTheOldestToTheFirstThatIsYoungEnough() {
        publish(1, part(1, 10, 100));
        publish(2, part(1, 20, 200));
        publish(3, part(1, 30, 150));
        publish(4, part(2, 30, 150));
        assertThat(groups(100)).isEmpty();
        assertThat(groups(101)).containsExactly(List.of(1L));
        assertThat(groups(200)).containsExactly(List.of(1L, 4L));
        assertThat(groups(201)).containsExactly(List.of(1L, 2L, 3L, 4L));
    }

    @Test
    void bundleGoesWhenAllItsPartsAreExpiredAndNothingOlderStays() {
        publish(1, part(1, 10, 100), part(2, 11, 300));
        publish(2, part(1, 20, 200));
        publish(3, part(2, 20, 200), part(3, 21, 200));
        publish(4, part(3, 30, 250));
        assertThat(groups(299)).isEmpty();
        assertThat(groups(301)).containsExactly(List.of(1L, 2L, 3L, 4L));
    }

    @Test
    void filesOfWhichEachIsBehindTheOtherInAnotherScopeGoTogether() {
        publish(1, part(1, 10, 100), part(3, 30, 100));
        publish(2, part(1, 20, 100), part(3, 20, 100));
        publish(3, part(2, 1, 100));
        assertThat(groups(101)).containsExactly(List.of(3L), List.of(1L, 2L));
    }

    @Test
    void noVersionEverGoesBeforeAnOlderOneOfItsScope() {
        Random random = new Random(4);
        for (long id = 1; id <= 200; id++) {
            long seq = id * 10;
            long written = seq + random.nextInt(200);
            publish(
                    id,
                    LongStream.range(0, 6)
                            .filter(scope -> scope == seq % 60 / 10 || random.nextInt(4) == 0)
                            .mapToObj(scope -> part(scope, seq, written))
                            .toArray(FilePart[]::new));
        }
        List<DataFile> gone = new ArrayList<>();
        ExpiredFiles.of(manifest.now(), TABLE, 1_500).groups().forEach(gone::addAll);

        assertThat(gone).hasSizeGreaterThan(20).allMatch(file -> file.maxWrittenAtMicros() < 1_500);
        Set<Long> goneIds = new HashSet<>();
        Map<Long, Boolean> stays = new HashMap<>();
        gone.forEach(file -> goneIds.add(file.id()));
        for (DataFile file : manifest.now().files(TABLE)) {
            file.parts().forEach(part -> {
                boolean goes = goneIds.contains(file.id());
                assertThat(goes && stays.getOrDefault(part.scopeId(), false)).isFalse();
                stays.merge(part.scopeId(), !goes, Boolean::logicalOr);
            });
        }
    }
}
