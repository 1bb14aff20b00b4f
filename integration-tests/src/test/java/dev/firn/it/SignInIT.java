package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sign-in by Basic and Bearer as clients see it. */
@ExtendWith(SharedServer.class)
class SignInIT {
    private final FirnServer server;
    private final FirnClient admin;

    SignInIT(FirnServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    @ParameterizedTest
    @CsvSource({"sign_in_plain, a-password", "sign in zoë, pä:ss wörd", "sign_in_李雷, 密码:😀"})
    void basicAndBearerSignInTheSameUser(String user, String password) {
        createUser(user, password);
        JsonNode session = login(user, password).body();

        assertThat(session.path("user").path("id").asText()).isEqualTo(user);
        assertThat(session.path("user").path("role").asText()).isEqualTo("user");
        for (FirnClient client : new FirnClient[] {
            server.client(user, password),
            admin.bearer(session.path("access_token").asText())
        }) {
            JsonNode me = client.get("/v1/api/auth/me").body();
            assertThat(me.path("user").path("id").asText()).isEqualTo(user);
        }
    }

    @Test
    void refreshGivesANewPairAndTokensServeTheirOwnUseOnly() {
        createUser("sign_in_refresh", "a-password");
        JsonNode session = login("sign_in_refresh", "a-password").body();
        String access = session.path("access_token").asText();
        String refresh = session.path("refresh_token").asText();

        assertThat(refresh(refresh).status()).isEqualTo(200);
        assertRefused(refresh(access));
        assertRefused(admin.bearer(refresh).get("/v1/api/auth/me"));
        assertRefused(admin.bearer(access + "x").get("/v1/api/auth/me"));
    }

    @Test
    void passwordChangeEndsTokensAndTheOldPassword() {
        createUser("sign_in_change", "first-password");
        String access = login("sign_in_change", "first-password")
                .body()
                .path("access_token")
                .asText();
        assertThat(server.client("sign_in_change", "first-password")
                        .get("/v1/api/auth/me")
                        .status())
                .isEqualTo(200);

        admin.run("ALTER USER 'sign_in_change' SET PASSWORD 'second-password'");

        assertRefused(admin.bearer(access).get("/v1/api/auth/me"));
        assertRefused(server.client("sign_in_change", "first-password").get("/v1/api/auth/me"));
        assertThat(server.client("sign_in_change", "second-password")
                        .get("/v1/api/auth/me")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void wrongPasswordAndUnknownUserAreRefusedInTheSameWords() {
        FirnClient.Reply wrong = login("admin", "not-the-password");
        FirnClient.Reply unknown = login("nobody", "not-the-password");

        assertRefused(wrong);
        assertRefused(unknown);
        assertThat(wrong.error().path("message")).isEqualTo(unknown.error().path("message"));
        assertRefused(admin.anonymous().sql("SELECT 1"));
    }

    private void createUser(String user, String password) {
        admin.run("CREATE USER '" + user + "' WITH PASSWORD '" + password + "' ROLE user");
    }

    private FirnClient.Reply login(String user, String password) {
        return admin.anonymous()
                .postJson(
                        "/v1/api/auth/login",
                        FirnClient.JSON
                                .createObjectNode()
                                .put("user", user)
                                .put("password", password)
                                .toString());
    }

    private FirnClient.Reply refresh(String token) {
        return admin.anonymous()
                .postJson(
                        "/v1/api/auth/refresh",
                        FirnClient.JSON
                                .createObjectNode()
                                .put("refresh_token", token)
                                .toString());
    }

    private static void assertRefused(FirnClient.Reply reply) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("UNAUTHENTICATED");
    }
}
