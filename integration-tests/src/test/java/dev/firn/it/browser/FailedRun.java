package dev.firn.it.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.FirnClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A flush run of a USER table that has written the data files of one user and failed at the other's, whose folder cannot
 * be made: a file is in its place.
 *
 * @param rowsWritten when it failed
 */
record FailedRun(String id, Path obstacle, long rowsWritten) {
    static final int ROWS = 7_000;
    private static final int ROWS_OF_THE_SECOND = 1_000;

    static FailedRun make(UiServer server, String namespace, String table) throws IOException {
        FirnClient admin = server.admin();
        String name = namespace + "." + table;
        admin.run("CREATE USER TABLE " + name + " (id BIGINT)");
        FirnClient first = server.createUser(table + "_a", "user");
        FirnClient second = server.createUser(table + "_b", "user");
        first.run("INSERT INTO " + name + " SELECT * FROM range(" + (ROWS - ROWS_OF_THE_SECOND) + ")");
        second.run("INSERT INTO " + name + " SELECT * FROM range(" + ROWS_OF_THE_SECOND + ")");
        Path obstacle = Files.createFile(server.data().resolve(table + "_b"));
        String id = server.flush(name);
        JsonNode failed = server.awaitRun(id, "failed");
        return new FailedRun(id, obstacle, failed.path("rows_written").asLong());
    }

    /** Takes away what the run failed at. */
    void repair() throws IOException {
        Files.delete(obstacle);
    }
}
