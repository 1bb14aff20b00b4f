package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions and {@code Idempotency-Key} as clients meet them over HTTP. */
@ExtendWith(SharedServer.class)
class IdempotencyIT {
    private final FirnClient admin;

    IdempotencyIT(FirnServer server) {
        this.admin = server.admin();
    }

    private FirnClient.Reply keyed(String path, String type, String key, String body) {
        return admin.send(admin.request(path)
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private FirnClient.Reply keyedSql(String key, String sql) {
        return keyed("/v1/api/sql", "application/json", key, "{\"sql\":\"" + sql + "\"}");
    }

    @Test
    void aRepeatedRequestGetsTheFirstAnswer() {
        admin.run("CREATE NAMESPACE once; CREATE SHARED TABLE once.t (id INT)");
        String insert = "INSERT INTO once.t VALUES (1) RETURNING id; INSERT INTO once.t VALUES (2)";
        FirnClient.Reply first = keyedSql("k-1", insert);
        assertThat(first.status()).as("%s", first).isEqualTo(200);
        assertThat(first.body().path("results").get(0).path("message").asText()).isEqualTo("Inserted 1 row(s)");
        assertThat(first.body()
                        .path("results")
                        .get(0)
                        .path("rows")
                        .get(0)
                        .get(0)
                        .asInt())
                .isEqualTo(1);

        FirnClient.Reply second = keyedSql("k-1", insert);
        assertThat(second.response().body()).isEqualTo(first.response().body());
        assertThat(admin.count("once.t")).isEqualTo(2);

        FirnClient.Reply other = keyedSql("k-1", "DELETE FROM once.t");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
        FirnClient.Reply large = keyedSql("k-2", "SELECT * FROM range(100000)");
        assertThat(large.code()).isEqualTo("RESOURCE_LIMIT_EXCEEDED");
        assertThat(keyedSql("k 3", insert).code()).isEqualTo("INVALID_INPUT");

        String rows = "{\"id\":3}\n{\"id\":4}\n";
        String path = "/v1/api/tables/once/t/rows?batch=1";
        for (int i = 0; i < 2; i++) {
            FirnClient.Reply loaded = keyed(path, "application/x-ndjson", "k-4", rows);
            assertThat(loaded.body().path("rows_stored").asInt()).isEqualTo(2);
        }
        assertThat(keyed(path, "application/x-ndjson", "k-4", "{\"id\":5}\n").code())
                .isEqualTo("IDEMPOTENCY_CONFLICT");
        assertThat(admin.count("once.t")).isEqualTo(4);
    }

    @Test
    void aFailingTransactionIsTakenBackWhole() {
        admin.run("CREATE NAMESPACE whole; CREATE SHARED TABLE whole.t (id INT PRIMARY KEY)");
        FirnClient.Reply reply = admin.sql("INSERT INTO whole.t VALUES (1); BEGIN; INSERT INTO whole.t VALUES (2);"
                + " INSERT INTO whole.t VALUES (1); COMMIT");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("CONSTRAINT_VIOLATION");
        assertThat(reply.body().path("results")).hasSize(3);
        assertThat(reply.error().path("details").path("rolled_back").asInt()).isEqualTo(2);
        assertThat(admin.count("whole.t")).isEqualTo(1);
        admin.run("BEGIN; INSERT INTO whole.t VALUES (2); UPDATE whole.t SET id = id + 1; COMMIT");
        assertThat(admin.value("SELECT sum(id) FROM whole.t")).isEqualTo("5");
    }
}
