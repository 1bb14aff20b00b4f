package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each type comes back bit for bit, from the hot tier and from the cold one. */
@ExtendWith(SharedServer.class)
class IntegrityIT {
    private static final String SELECT = "SELECT k, big, small, real, flag, words, moment FROM %s.edges ORDER BY k";

    @Test
    void integrityOfEachTypeInBothTiers(FirnServer server) {
        FirnClient admin = server.admin();
        String namespace = "integrity_ns";
        admin.run("CREATE NAMESPACE " + namespace);
        admin.run("CREATE SHARED TABLE " + namespace + ".edges (k INT PRIMARY KEY, big BIGINT, small INT, real DOUBLE,"
                + " flag BOOLEAN, words TEXT, moment TIMESTAMP) FLUSH ROWS 100000");
        List<List<@Nullable String>> expected = List.of(
                row(
                        "1",
                        "9223372036854775807",
                        "2147483647",
                        "1.7976931348623157E308",
                        "true",
                        "",
                        "9999-12-31T23:59:59.999999"),
                row(
                        "2",
                        "-9223372036854775808",
                        "-2147483648",
                        "4.9E-324",
                        "false",
                        "é漢😀\n\t\"'\\",
                        "1969-12-31T23:59:59.999999"),
                row("3", "0", "0", "-0.0", "true", "x".repeat(20_000), "1970-01-01T00:00:00.000000"),
                row("4", "-1", "-1", "0.1", "false", "' ; -- \u0001", "2024-02-29T12:34:56.789012"),
                row("5", null, null, null, null, null, null));
        for (List<@Nullable String> values : expected) {
            admin.run(
                    "INSERT INTO " + namespace + ".edges VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    Integer.valueOf(values.get(0)),
                    values.get(1),
                    values.get(2) == null ? null : Integer.valueOf(values.get(2)),
                    values.get(3) == null ? null : Double.valueOf(values.get(3)),
                    values.get(4) == null ? null : Boolean.valueOf(values.get(4)),
                    values.get(5),
                    values.get(6));
        }

        List<List<@Nullable String>> hot = admin.texts(String.format(SELECT, namespace));
        admin.run("STORAGE FLUSH TABLE " + namespace + ".edges");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(admin.number(
                                "SELECT COUNT(*) FROM system.manifest WHERE namespace_id = '" + namespace + "'"))
                        .isEqualTo(1));
        List<List<@Nullable String>> cold = admin.texts(String.format(SELECT, namespace));

        assertThat(hot).isEqualTo(expected);
        assertThat(cold).isEqualTo(expected);
        assertThat(admin.number("SELECT COUNT(*) FROM " + namespace + ".edges WHERE words = 'é漢😀\n\t\"''\\'"))
                .isEqualTo(1);

        admin.run("STORAGE SCRUB TABLE " + namespace + ".edges");
        String scrubs =
                "SELECT status, files FROM system.jobs WHERE job_type = 'scrub' AND namespace_id = '" + namespace + "'";
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(admin.texts(scrubs)).containsExactly(List.of("completed", "1")));
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }
}
