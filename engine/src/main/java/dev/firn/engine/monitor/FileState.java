package dev.firn.engine.monitor;

import dev.firn.engine.run.JobType;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A data file as an operator sees it. Of one that holds rows of several scopes a caller of role {@code user} sees their own
 * part and nothing that tells of the others.
 *
 * @param name without its folder
 * @param userId whose rows it holds; empty for a SHARED table and for a bundle
 * @param scopes how many have rows in it; empty when that is not for the caller, like {@code bytes} and {@code level}
 * @param rows row versions
 * @param level the class of size that compaction merges it within, from 0
 * @param oldestMicros when its oldest row was written, UTC microseconds
 * @param runId the run that wrote it
 */
public record FileState(
        long id,
        String name,
        Kind kind,
        Optional<String> userId,
        OptionalInt scopes,
        long rows,
        OptionalLong bytes,
        OptionalInt level,
        long minSeq,
        long maxSeq,
        long oldestMicros,
        long newestMicros,
        int schemaVersion,
        String runId,
        JobType jobType,
        Check check,
        Optional<Damaged> damaged) {
    /** Whose rows it holds. */
    public enum Kind {
        /** Those of one scope. */
        OWN,
        /** Those of several. */
        BUNDLE;

        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is known of its bytes. */
    public enum Check {
        /** They were those of the manifest when this process looked last. */
        VERIFIED,
        /** This process has not read them. */
        UNVERIFIED,
        /** The file cannot be read. */
        QUARANTINED;

        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why it cannot be read.
     *
     * @param reason {@code checksum}, {@code length}, {@code missing} or {@code unreadable}
     * @param message the same as a clause about the file
     * @param sinceMicros UTC microseconds
     */
    public record Damaged(String reason, String message, long sinceMicros) {}
}
