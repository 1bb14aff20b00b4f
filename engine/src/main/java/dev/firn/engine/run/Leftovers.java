package dev.firn.engine.run;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.EngineException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sweeps the files that runs intended and did not publish. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Committer committer;
    private final DataDirectory data;

    Leftovers(Committer committer, DataDirectory data) {
        this.committer = committer;
        this.data = data;
    }

    /** Those of a run that no attempt works on, and those that an earlier sweep could not. */
    void sweep(String runId) {
        try (ReadView view = committer.acquire()) {
            sweep(view.manifest().intents().stream()
                    .filter(intent ->
                            intent.runId().equals(runId) || !view.activeRuns().containsKey(intent.runId()))
                    .toList());
        } catch (EngineException e) {
            LOG.warn("What run {} left is swept later: {}", runId, e.getMessage());
        }
    }

    /** Those of every run, when none is under way; names files that nobody knows. */
    void sweepAll() {
        try (ReadView view = committer.acquire()) {
            sweep(List.copyOf(view.manifest().intents()));
            for (String path : data.unknownFiles(view.manifest().files())) {
                if (!view.manifest().obsolete().containsValue(path)) {
                    LOG.warn("The data directory holds {}, which the manifest does not list; it is left alone", path);
                }
            }
        }
    }

    /** Deletes what intents left, once a commit has shown that each still is one: after a failed write nobody knows. */
    private void sweep(List<Intent> intents) {
        if (intents.isEmpty()) {
            return;
        }
        List<Intent> current = committer.submit(commit -> {
            List<Intent> left = new ArrayList<>(intents);
            left.retainAll(commit.manifest().intents());
            return left;
        });
        current.forEach(data::sweep);
        committer.submit(commit -> {
            current.forEach(commit::forget);
            return current.size();
        });
    }
}
