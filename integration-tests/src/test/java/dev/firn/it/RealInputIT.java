package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** 100,000 real messages. They are not part of the project: {@code .ci/run} runs this where they are at hand. */
@Tag("real-input")
@ExtendWith(SharedServer.class)
class RealInputIT {
    private static final Path MESSAGES =
            Path.of(System.getProperty("firn.real-input", "../../shared/data/messages-100k.ndjson.gz"));

    private static BodyPublisher realMessages() {
        return BodyPublishers.ofInputStream(RealInputIT::open);
    }

    private static InputStream open() {
        try {
            return new GZIPInputStream(Files.newInputStream(MESSAGES), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void realMessagesInASharedTable(FirnServer server) {
        MessagesTable messages = new MessagesTable(server, server.admin(), "real_shared", "SHARED", "FLUSH ROWS 10000");

        FirnClient.Reply answer = server.admin().importRows(messages.name(), "", realMessages());

        assertThat(answer.body().path("rows_stored").asLong())
                .as("%s", answer.body())
                .isEqualTo(100_000);
        expectTotals(server.admin(), messages);
        messages.awaitBufferedBelow(10_000);
        expectTotals(server.admin(), messages);
        assertThat(messages.files()).isPositive();
    }

    private static void expectTotals(FirnClient client, MessagesTable messages) {
        assertThat(client.texts(
                        "SELECT COUNT(*), SUM(tokens), COUNT(DISTINCT conversation_id), COUNT(DISTINCT sender_id),"
                                + " COUNT(*) FILTER (WHERE is_ai), COUNT(*) FILTER (WHERE tokens > 500) FROM "
                                + messages.name()))
                .containsExactly(List.of("100000", "2424799", "3176", "279", "10", "124"));
    }

    @Test
    void realMessagesOfEachSender(FirnServer server) {
        MessagesTable messages = new MessagesTable(server, server.admin(), "real_user", "USER", "FLUSH ROWS 10000");

        FirnClient.Reply answer = server.admin().importRows(messages.name(), "?owner=sender_id", realMessages());

        assertThat(answer.body().path("rows_stored").asLong())
                .as("%s", answer.body())
                .isEqualTo(100_000);
        expectRowsOf(server, messages, "user_0008", 23_373);
        expectRowsOf(server, messages, "user_0013", 17_433);
        expectRowsOf(server, messages, "user_0038", 9_788);
        messages.awaitBufferedBelow(10_000);
        assertThat(server.client("user_0008", "pass word of user_0008")
                        .number("SELECT COUNT(*) FROM " + messages.name()))
                .isEqualTo(23_373);
    }

    private static void expectRowsOf(FirnServer server, MessagesTable messages, String id, long rows) {
        FirnClient user = server.admin().createUser(server, id, "user");

        assertThat(user.number("SELECT COUNT(*) FROM " + messages.name())).isEqualTo(rows);
        assertThat(user.texts("SELECT DISTINCT sender_id FROM " + messages.name()))
                .containsExactly(List.of(id));
    }
}
