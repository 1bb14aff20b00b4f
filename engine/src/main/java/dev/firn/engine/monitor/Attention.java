package dev.firn.engine.monitor;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * Something that an operator should know of.
 *
 * @param sinceMicros UTC microseconds; empty when that is not known
 * @param message what is wrong
 * @param action what to do
 */
public record Attention(
        Kind kind, Severity severity, Subject subject, OptionalLong sinceMicros, String message, String action) {
    /** What is wrong. */
    public enum Kind {
        READ_ONLY,
        DISK,
        PRESSURE,
        QUARANTINED_FILE,
        FAILED_RUN,
        STUCK_RUN,
        FLUSH_OVERDUE
    }

    /** How bad it is, the worst first. */
    public enum Severity {
        /** Something fails or will not go on by itself. */
        DANGER,
        /** Something is slow or may fail. */
        WARNING;

        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What it is about; empty texts stand for what does not apply.
     *
     * @param type {@code job}, {@code file}, {@code table}, {@code buffer}, {@code disk} or {@code store}
     * @param name of a disk: {@code data} or {@code state}
     */
    public record Subject(String type, String runId, String namespace, String table, String fileId, String name) {
        static Subject of(String type, String name) {
            return new Subject(type, "", "", "", "", name);
        }
    }
}
