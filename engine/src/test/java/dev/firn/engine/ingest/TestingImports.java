package dev.firn.engine.ingest;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.QuerySettings;
import dev.firn.engine.store.LocalFileCalls;
import java.nio.file.Path;
import java.time.Duration;

/** Imports into a store, with a query engine that reads Parquet files and a spool of 1 MiB. */
public final class TestingImports implements AutoCloseable {
    public final RowImports imports;
    final Spool spool;
    final Path spoolDirectory;
    private final Queries queries;

    public TestingImports(Committer committer, Path root) {
        this.spoolDirectory = root.resolve("spool");
        this.spool = Spool.open(spoolDirectory, new ImportSettings(1));
        Path data = root.resolve("data");
        this.queries = Queries.open(
                new QuerySettings(
                        data,
                        root.resolve("spill-of-imports"),
                        spoolDirectory,
                        64,
                        64,
                        2,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60)),
                new FileChecks(committer, new DataDirectory(data, new LocalFileCalls())));
        this.imports = new RowImports(committer, queries, spool);
    }

    @Override
    public void close() {
        queries.close();
    }
}
