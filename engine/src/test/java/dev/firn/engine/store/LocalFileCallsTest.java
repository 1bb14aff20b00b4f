package dev.firn.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileCallsTest {
    @TempDir
    private Path root;

    /** Tests may run as root, who may read everything: so the visitor is asked. */
    @Test
    void aForeignFolderIsLeftOutOfAListingAndADamagedOneFailsIt() throws IOException {
        LocalFileCalls.FoundFiles found = new LocalFileCalls.FoundFiles(root);
        Path folder = root.resolve("lost+found");

        assertThat(found.visitFileFailed(folder, new AccessDeniedException("lost+found")))
                .isEqualTo(FileVisitResult.CONTINUE);
        assertThatThrownBy(() -> found.visitFileFailed(root, new AccessDeniedException("data")))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(
                        () -> found.visitFileFailed(folder, new FileSystemException("it", null, "Input/output error")))
                .hasMessageContaining("Input/output error");
    }
}
