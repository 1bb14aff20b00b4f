package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the admin UI as the server gives them. */
@ExtendWith(SharedServer.class)
class AdminPagesIT {
    private static final Pattern NONCE = Pattern.compile("'nonce-([A-Za-z0-9+/=]{20,})'");

    private static final Pattern SCRIPT = Pattern.compile("src=\"(/admin/assets/[^\"]+\\.js)\"");

    private final FirnClient anyone;

    AdminPagesIT(FirnServer server) {
        this.anyone = server.admin().anonymous();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/",
                "/admin/index.html",
                "/admin/runs",
                "/admin/runs/FL-0123456789AB",
                "/admin/runs?status=failed",
                "/admin/tables/chat/messages/files/batch-1.parquet",
                "/admin/users/zo%C3%AB%20l."
            })
    void everyPageIsTheSameDocument(String path) {
        HttpResponse<String> page = get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(page.headers().firstValue("ETag"))
                .as("each answer has its nonce")
                .isEmpty();
        assertThat(page.body()).contains("<title>Firn").doesNotContain("__CSP_NONCE__");
    }

    @Test
    void pagesMayLoadNothingFromElsewhereAndRunNothingInline() {
        HttpResponse<String> first = get("/admin/");
        HttpResponse<String> second = get("/admin/");

        String policy = header(first, "Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none';")
                .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                .doesNotContain("unsafe", "*", "http");
        assertThat(nonce(policy)).isNotEqualTo(nonce(header(second, "Content-Security-Policy")));
        assertGuarded(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/assets/",
                "/admin/assets/none.js",
                "/admin/assets/../../WEB-INF/web.xml",
                "/admin/assets/..%2F..%2FWEB-INF%2Fweb.xml",
                "/admin/assets/%2e%2e/%2e%2e/WEB-INF/web.xml",
                "/admin/assets/..%5C..%5CWEB-INF%5Cweb.xml",
                "/admin/robots.txt",
                "/admin/index.html.bak",
                "/admin/../WEB-INF/web.xml",
                "/META-INF/resources/admin/index.html",
                "/administration"
            })
    void thereIsNothingElse(String path) {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("web-app", "<title>Firn");
    }

    @Test
    void filesWithHashedNamesAreKeptAndCompressed() throws IOException {
        String script = script();

        HttpResponse<byte[]> plain = anyone.send(anyone.request(script).GET(), BodyHandlers.ofByteArray());
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(header(plain, "Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(header(plain, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertGuarded(plain);

        HttpResponse<byte[]> packed = packed(script, "br, gzip;q=0.5");
        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(header(packed(script, "gzip;q=0"), "Content-Encoding")).isEmpty();
    }

    @Test
    void aKnownFileIsNotSentAgain() {
        String icon = "/admin/favicon.svg";
        HttpResponse<String> first = get(icon);
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");

        HttpResponse<String> known = anyone.send(
                anyone.request(icon)
                        .header("If-None-Match", header(first, "ETag"))
                        .GET(),
                BodyHandlers.ofString());
        HttpResponse<String> other = anyone.send(
                anyone.request(icon).header("If-None-Match", "W/\"0\"").GET(), BodyHandlers.ofString());

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(other.body()).isEqualTo(first.body()).startsWith("<svg");
    }

    private HttpResponse<byte[]> packed(String path, String accepted) {
        return anyone.send(
                anyone.request(path).header("Accept-Encoding", accepted).GET(), BodyHandlers.ofByteArray());
    }

    private String script() {
        Matcher script = SCRIPT.matcher(get("/admin/").body());
        assertThat(script.find()).isTrue();
        return script.group(1);
    }

    @Test
    void theFolderItselfLeadsToItsPage() {
        HttpResponse<String> answer = get("/admin");

        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(header(answer, "Location")).isEqualTo("/admin/");
    }

    @Test
    void headGivesTheHeadersAlone() {
        HttpResponse<String> head = anyone.send(
                anyone.request("/admin/runs").method("HEAD", BodyPublishers.noBody()), BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length"))
                .isEqualTo(header(get("/admin/runs"), "Content-Length"))
                .isNotEqualTo("0");
        assertGuarded(head);
    }

    @Test
    void nothingIsPosted() {
        FirnClient.Reply answer = anyone.postJson("/admin/runs", "{}");

        assertThat(answer.status()).isIn(404, 405);
        assertThat(answer.body().path("status").asText()).isEqualTo("error");
    }

    private HttpResponse<String> get(String path) {
        return anyone.send(anyone.request(path).GET(), BodyHandlers.ofString());
    }

    private static void assertGuarded(HttpResponse<?> answer) {
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    }

    private static String nonce(String policy) {
        Matcher nonce = NONCE.matcher(policy);
        assertThat(nonce.find()).as(policy).isTrue();
        return nonce.group(1);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
