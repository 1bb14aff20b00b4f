package dev.firn.engine.cold;

import dev.firn.engine.cold.Quarantine.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file without reading it: when it is the same as before, so are the bytes, as far as one
 * can know for the price of one call.
 *
 * @param damage why the file cannot be read, as far as it is seen without reading; else null
 * @param identity the file system's own name of the file, another one after it was replaced; null where there is none
 */
public record FileStamp(
        @Nullable Reason damage,
        long bytes,
        long modifiedNanos,
        @Nullable Object identity) {
    /** Asks the file system. */
    public static FileStamp of(Path path) {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(
                    found.isRegularFile() ? null : Reason.UNREADABLE,
                    found.size(),
                    found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    found.fileKey());
        } catch (NoSuchFileException e) {
            return new FileStamp(Reason.MISSING, 0, 0, null);
        } catch (IOException e) {
            return new FileStamp(Reason.UNREADABLE, 0, 0, null);
        }
    }
}
