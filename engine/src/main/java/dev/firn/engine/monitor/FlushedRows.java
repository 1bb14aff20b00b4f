package dev.firn.engine.monitor;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.JobType;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts the rows of data files that flushes list, from view to view. Files get their ids before they are listed, so that
 * those may come late that were under way; one that is merged away between two views is missed.
 */
final class FlushedRows {
    /** No file below it will be listed that is not yet. */
    private long open = -1;
    /** The files from there on that were counted. */
    private Set<Long> counted = new HashSet<>();

    /** Row versions in files that were listed since the last call; 0 the first time. */
    long since(ReadView view) {
        Set<Long> listed = new HashSet<>();
        long nextOpen = view.manifest().intents().stream()
                .mapToLong(Intent::fileId)
                .min()
                .orElse(view.catalog().nextFileId());
        long rows = 0;
        for (DataFile file : view.manifest().filesFrom(open < 0 ? nextOpen : open)) {
            boolean flushed = open >= 0 && JobType.ofRun(file.runId()) == JobType.FLUSH;
            rows += flushed && !counted.contains(file.id()) ? file.rows() : 0;
            if (file.id() >= nextOpen) {
                listed.add(file.id());
            }
        }
        open = nextOpen;
        counted = listed;
        return rows;
    }
}
