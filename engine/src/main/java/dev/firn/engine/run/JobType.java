package dev.firn.engine.run;

import java.util.Arrays;
import java.util.Locale;

/** A kind of background work. A new one needs a {@link Job} and a job XML of that name. */
public enum JobType {
    FLUSH("FL-", "flush-table"),
    COMPACTION("CO-", "compact-table"),
    RETENTION("RT-", "apply-retention"),
    SCRUB("SC-", "scrub-files");

    private final String prefix;
    private final String jobName;

    JobType(String prefix, String jobName) {
        this.prefix = prefix;
        this.jobName = jobName;
    }

    /** What the ids of its runs begin with. */
    public String prefix() {
        return prefix;
    }

    /** The JSR-352 job that executes its runs. */
    public String jobName() {
        return jobName;
    }

    /** As {@code system.jobs} shows it. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of the run with that id. */
    public static JobType ofRun(String runId) {
        return Arrays.stream(values())
                .filter(type -> runId.startsWith(type.prefix))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no job type has runs like " + runId));
    }
}
