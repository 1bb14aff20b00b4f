package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A table {@code messages} in a namespace of its own. */
final class MessagesTable {
    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(15);
    private static final AtomicInteger CREATED = new AtomicInteger();

    private final FirnServer server;
    private final FirnClient writer;
    private final String namespace;

    /**
     * @param kind USER or SHARED
     * @param policy as {@code FLUSH ROWS 100}
     */
    MessagesTable(FirnServer server, FirnClient writer, String prefix, String kind, String policy) {
        this.server = server;
        this.writer = writer;
        this.namespace = prefix + "_" + CREATED.incrementAndGet();
        server.admin().run("CREATE NAMESPACE " + namespace);
        server.admin().run("CREATE " + kind + " TABLE " + name() + " (" + Messages.COLUMNS + ") " + policy);
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return namespace + ".messages";
    }

    /** One INSERT of rows {@code from} (inclusive) to {@code to} (exclusive). */
    void insert(int from, int to) {
        writer.run(Messages.insert(name(), from, to));
    }

    long count() {
        return writer.count(name());
    }

    Jobs jobs() {
        return new Jobs(server.admin(), name());
    }

    void awaitCompletedRun() {
        jobs().awaitCompleted(1, FLUSH_LIMIT);
    }

    void awaitBufferedBelow(long rows) {
        await("fewer than " + rows + " buffered rows in " + name())
                .atMost(FLUSH_LIMIT)
                .untilAsserted(() -> assertThat(server.admin()
                                .number(
                                        "SELECT COALESCE(SUM(buffered_rows), 0) FROM system.storage WHERE namespace_id = $1",
                                        namespace))
                        .isLessThan(rows));
    }

    int files() {
        return server.dataFiles("**/" + namespace + "/messages/batch-*.parquet").size();
    }
}
