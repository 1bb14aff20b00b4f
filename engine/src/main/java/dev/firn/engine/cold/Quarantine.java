package dev.firn.engine.cold;

import java.util.Locale;

/**
 * What the manifest says of a data file that cannot be read.
 *
 * @param sinceMicros when it was found, UTC microseconds
 */
public record Quarantine(long fileId, int tableId, Reason reason, long sinceMicros) {
    /** What is wrong with a file. */
    public enum Reason {
        /** Its bytes are not the ones that were written. */
        CHECKSUM("its checksum is not the one in the manifest"),
        /** It is shorter or longer than it was written. */
        LENGTH("its length is not the one in the manifest"),
        /** Nothing stands under its name. */
        MISSING("it is missing"),
        /** The file system does not let it be read. */
        UNREADABLE("the file system does not let it be read");

        private final String explanation;

        Reason(String explanation) {
            this.explanation = explanation;
        }

        /** What it is in {@code system.manifest}. */
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What is wrong, as a clause about the file. */
        public String explanation() {
            return explanation;
        }
    }
}
