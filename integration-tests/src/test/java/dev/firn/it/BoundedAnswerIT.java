package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of any length from a server with a heap of 512 MiB: its memory stays within bounds, whoever reads. */
class BoundedAnswerIT {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";
    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final int STALL_SECONDS = 2;
    private static final int GROWTH_LIMIT_MIB = 256;
    private static final int TAIL_BYTES = 400;
    /** 40,000 rows of a table, half of them cold, fifty times. */
    private static final String TWO_MILLION_ROWS =
            "SELECT t.id, t.s, t.id * 50 + r.i AS n FROM bounded.t t JOIN range(50) r(i) ON true";
    /** As many rows that no form makes short, so that no network buffer holds them. */
    private static final String RANDOM_ROWS =
            "SELECT t.id, md5(t.s || r.i) AS h FROM bounded.t t JOIN range(50) r(i) ON true";
    /** 10 rows of 50 kB, half of them cold, a thousand times. */
    private static final String WIDE_ROWS = "SELECT r.i, w.body FROM bounded.wide w JOIN range(1000) r(i) ON true";

    private static FirnServer server;
    private static FirnClient admin;

    @BeforeAll
    static void start() {
        server = FirnServer.start(
                FirnServer.freshHome("bounded"),
                Map.of("firn.query.stall-seconds", Integer.toString(STALL_SECONDS)),
                512);
        admin = server.admin();
        admin.run("CREATE NAMESPACE bounded; CREATE SHARED TABLE bounded.t (id BIGINT PRIMARY KEY, s VARCHAR);"
                + " CREATE SHARED TABLE bounded.wide (id INT PRIMARY KEY, body VARCHAR)");
        fill(0);
        admin.run("STORAGE FLUSH TABLE bounded.t; STORAGE FLUSH TABLE bounded.wide");
        await("the first halves are cold")
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.dataFiles("shared/bounded/*/*.parquet").size() == 2);
        fill(1);
        admin.run("UPDATE bounded.t SET s = 'changed' WHERE id < 10");
        for (String form : new String[] {JSON, NDJSON, CSV, PARQUET}) {
            read(form, TWO_MILLION_ROWS + " LIMIT 50000");
        }
    }

    private static void fill(int half) {
        admin.run("INSERT INTO bounded.t SELECT i + " + half * 20_000 + ", 'text of row ' || i FROM range(20000) r(i)");
        for (int i = 0; i < 5; i++) {
            admin.run("INSERT INTO bounded.wide VALUES ($1, $2)", half * 5 + i, "wide text ".repeat(5_000) + i);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The end of an answer and its length. */
    private record Answer(int status, String tail, long bytes, long lines) {}

    private static HttpRequest.Builder request(String form, String sql) {
        ObjectNode body = FirnClient.JSON.createObjectNode().put("sql", sql);
        return admin.request("/v1/api/sql")
                .header("Content-Type", JSON)
                .header("Accept", form)
                .POST(BodyPublishers.ofString(body.toString()));
    }

    private static Answer read(String form, String sql) {
        HttpResponse<InputStream> response = admin.send(request(form, sql), BodyHandlers.ofInputStream());
        byte[] buffer = new byte[64 << 10];
        byte[] tail = new byte[TAIL_BYTES];
        long bytes = 0;
        long lines = 0;
        try (InputStream in = response.body()) {
            for (int n = in.readNBytes(buffer, 0, buffer.length); n > 0; n = in.readNBytes(buffer, 0, buffer.length)) {
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                bytes += n;
                keep(tail, buffer, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(response.statusCode(), new String(tail, StandardCharsets.ISO_8859_1), bytes, lines);
    }

    private static void keep(byte[] tail, byte[] read, int count) {
        int kept = Math.min(count, tail.length);
        System.arraycopy(tail, kept, tail, 0, tail.length - kept);
        System.arraycopy(read, count - kept, tail, tail.length - kept, kept);
    }

    private static void assertWhole(String form, Answer answer, int rows) {
        assertThat(answer.status()).isEqualTo(200);
        switch (form) {
            case JSON -> assertThat(answer.tail()).contains("\"row_count\":" + rows, "\"status\":\"success\"");
            case NDJSON -> assertThat(answer.tail()).endsWith("{\"complete\":true,\"row_count\":" + rows + "}\n");
            case CSV -> assertThat(answer.lines()).isEqualTo(rows + 1);
            default -> assertThat(answer.tail()).endsWith("PAR1");
        }
    }

    private static long mib(String field) {
        return Stream.concat(
                        Stream.of(server.process().toHandle()),
                        server.process().toHandle().descendants())
                .mapToLong(process -> mib(Path.of("/proc/" + process.pid() + "/status"), field))
                .sum();
    }

    private static long mib(Path status, String field) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the high-water mark of the server's memory to what it has now; answers that. */
    private static long resetPeak() {
        Stream.concat(
                        Stream.of(server.process().toHandle()),
                        server.process().toHandle().descendants())
                .forEach(process -> {
                    try {
                        Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return mib("VmRSS");
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, NDJSON, CSV, PARQUET})
    void twoMillionRowsOfBothTiersTakeBoundedMemory(String form) {
        long before = resetPeak();

        Answer answer = read(form, TWO_MILLION_ROWS);

        assertWhole(form, answer, 2_000_000);
        assertGrowth(form, answer, before);
    }

    @ParameterizedTest
    @ValueSource(strings = {NDJSON, CSV, PARQUET})
    void tenThousandRowsOfFiftyKilobytesTakeBoundedMemory(String form) {
        long before = resetPeak();

        Answer answer = read(form, WIDE_ROWS);

        assertWhole(form, answer, 10_000);
        assertGrowth(form, answer, before);
    }

    private static void assertGrowth(String form, Answer answer, long beforeMib) {
        long growth = mib("VmHWM") - beforeMib;
        System.out.printf(
                "%s: %d MB, memory %d MiB and at most %d more%n", form, answer.bytes() / 1_000_000, beforeMib, growth);
        assertThat(growth).as("MiB that the server grew by").isLessThan(GROWTH_LIMIT_MIB);
    }

    @Test
    void clientsThatStopReadingAreCutOffAndHoldNothing() throws IOException {
        Map<String, Socket> stalled = new TreeMap<>();
        for (String form : new String[] {JSON, NDJSON, CSV, PARQUET}) {
            String queryId = UUID.randomUUID().toString();
            stalled.put(queryId, stall(form, queryId));
        }

        for (Map.Entry<String, Socket> client : stalled.entrySet()) {
            await("the query of a client that does not read has ended")
                    .atMost(Duration.ofSeconds(STALL_SECONDS * 10))
                    .until(() ->
                            admin.delete("/v1/api/queries/" + client.getKey()).status() == 404);
            try (Socket socket = client.getValue()) {
                assertThat(rest(socket)).doesNotEndWith("\r\n0\r\n\r\n");
            }
        }
        assertThat(admin.count("bounded.t")).isEqualTo(40_000);
    }

    /** Sends a request and reads the first bytes of its answer only. */
    private static Socket stall(String form, String queryId) throws IOException {
        URI address = URI.create(server.address());
        Socket socket = new Socket(address.getHost(), address.getPort());
        String body = FirnClient.JSON.createObjectNode().put("sql", RANDOM_ROWS).toString();
        String credentials = Base64.getEncoder()
                .encodeToString(("admin:" + FirnServer.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream()
                .write(("POST /v1/api/sql HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nAccept: " + form
                                + "\r\nX-Query-Id: " + queryId + "\r\nAuthorization: Basic " + credentials
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK");
        return socket;
    }

    /** What the network still held of an answer that was cut off; its last characters. */
    private static String rest(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        byte[] buffer = new byte[64 << 10];
        byte[] tail = new byte[TAIL_BYTES];
        try {
            InputStream in = socket.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                keep(tail, buffer, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (SocketException e) {
            return ""; // reset: cut off as well
        }
        return new String(tail, StandardCharsets.ISO_8859_1);
    }
}
