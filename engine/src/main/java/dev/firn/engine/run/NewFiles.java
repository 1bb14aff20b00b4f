package dev.firn.engine.run;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;

/** What an attempt does to bring data files under their names, in the order of docs/design/flush-commit.md. */
public final class NewFiles {
    private final Committer committer;
    private final DataDirectory data;
    private final StepListener steps;
    private final RunAttempt attempt;

    public NewFiles(Committer committer, DataDirectory data, StepListener steps, RunAttempt attempt) {
        this.committer = committer;
        this.data = data;
        this.steps = steps;
        this.attempt = attempt;
    }

    /** Records a free path of a directory as that of a file to come. */
    public Intent intend(String directory) {
        return committer.submit(commit -> {
            attempt.require(commit);
            return commit.intend(freePath(commit, directory), attempt.runId());
        });
    }

    /** A path that is free in the committer's thread: two runs never intend the same one. */
    private String freePath(Commit commit, String directory) {
        return data.freePath(directory, commit.nowMicros() / 1_000, commit.manifest()::promises);
    }

    /**
     * Verifies a file whose rows are all appended, and puts it under its name.
     *
     * @param directory of its intent
     */
    public void claim(DataFileWriter writer, String directory) {
        writer.finish();
        reached(Step.FILE_WRITTEN);
        while (!writer.claim()) {
            writer.rename(committer.submit(commit -> {
                attempt.require(commit);
                return commit.intend(writer.intent().withPath(freePath(commit, directory)));
            }));
        }
        reached(Step.FILE_CLAIMED);
    }

    /** Tells the listener of a step of the attempt. */
    public void reached(Step step) {
        steps.reached(step, attempt.runId());
    }
}
