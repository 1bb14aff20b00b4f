package dev.firn.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user's HTTP client. */
public final class FirnClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String address;
    private final @Nullable String authorization;

    private FirnClient(HttpClient http, String address, @Nullable String authorization) {
        this.http = http;
        this.address = address;
        this.authorization = authorization;
    }

    static FirnClient basic(HttpClient http, String address, String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new FirnClient(http, address, "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    FirnClient bearer(String token) {
        return new FirnClient(http, address, "Bearer " + token);
    }

    FirnClient anonymous() {
        return new FirnClient(http, address, null);
    }

    /** Runs SQL with parameters. */
    public Reply sql(String sql, @Nullable Object... params) {
        ObjectNode body = JSON.createObjectNode().put("sql", sql);
        if (params.length > 0) {
            ArrayNode array = body.putArray("params");
            for (Object param : params) {
                array.add(JSON.valueToTree(param));
            }
        }
        return post("/v1/api/sql", "application/json", HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    /** Runs SQL that must succeed. */
    public Reply run(String sql, @Nullable Object... params) {
        Reply reply = sql(sql, params);
        if (reply.status() != 200 || !reply.body().path("status").asText().equals("success")) {
            throw new AssertionError(abbreviated(sql) + " was answered " + reply);
        }
        return reply;
    }

    /** The only value of a query's only row, as text. */
    public String value(String sql, @Nullable Object... params) {
        JsonNode rows = run(sql, params).rows();
        if (rows.size() != 1 || rows.get(0).size() != 1) {
            throw new AssertionError(abbreviated(sql) + " gave not one value but " + rows);
        }
        return rows.get(0).get(0).asText();
    }

    public long number(String sql, @Nullable Object... params) {
        return Long.parseLong(value(sql, params));
    }

    /** The rows of a query, each value as text; SQL NULL is null. */
    List<List<@Nullable String>> texts(String sql, @Nullable Object... params) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (JsonNode row : run(sql, params).rows()) {
            List<@Nullable String> values = new ArrayList<>();
            row.forEach(value -> values.add(value.isNull() ? null : value.asText()));
            rows.add(values);
        }
        return rows;
    }

    /** Creates a user and answers their client. */
    public FirnClient createUser(FirnServer server, String id, String role) {
        run("CREATE USER '" + id + "' WITH PASSWORD 'pass word of " + id + "' ROLE " + role);
        return server.client(id, "pass word of " + id);
    }

    public long count(String table) {
        return Long.parseLong(value("SELECT COUNT(*) FROM " + table));
    }

    Reply importRows(String table, String query, HttpRequest.BodyPublisher ndjson) {
        return post("/v1/api/tables/" + table.replace('.', '/') + "/rows" + query, "application/x-ndjson", ndjson);
    }

    Reply post(String path, String type, HttpRequest.BodyPublisher body) {
        return send(request(path).header("Content-Type", type).POST(body));
    }

    public Reply postJson(String path, String json) {
        return post(path, "application/json", HttpRequest.BodyPublishers.ofString(json));
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(120));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    Reply send(HttpRequest.Builder request) {
        return new Reply(send(request, HttpResponse.BodyHandlers.ofString()));
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String abbreviated(String sql) {
        return sql.length() <= 200 ? sql : sql.substring(0, 200) + "…";
    }

    /** An answer. */
    public record Reply(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        String type() {
            return response.headers().firstValue("Content-Type").orElse("");
        }

        public JsonNode body() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + response.body(), e);
            }
        }

        /** The entry of the last statement. */
        JsonNode lastResult() {
            JsonNode results = body().path("results");
            return results.get(results.size() - 1);
        }

        /** Rows of the last result. */
        public JsonNode rows() {
            return lastResult().path("rows");
        }

        public String message() {
            return body().path("results").path(0).path("message").asText();
        }

        JsonNode error() {
            return body().path("error");
        }

        String code() {
            return error().path("code").asText();
        }

        @Override
        public String toString() {
            String text = response.body();
            return status() + " " + (text.length() <= 2_000 ? text : text.substring(0, 2_000) + "…");
        }
    }
}
