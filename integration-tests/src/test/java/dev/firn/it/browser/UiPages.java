package dev.firn.it.browser;

import dev.firn.it.FirnClient;
import java.io.IOException;
import java.util.List;

/** Every page of the UI, with something to show. */
final class UiPages {
    private static final String NAMESPACE = "chat";

    private UiPages() {}

    /** Fills a server with what the pages then show. */
    static List<UiPage> fill(UiServer server) throws IOException {
        FirnClient admin = server.admin();
        admin.run("CREATE NAMESPACE " + NAMESPACE);
        admin.run("CREATE SHARED TABLE chat.rooms (room_id BIGINT PRIMARY KEY, topic VARCHAR NOT NULL,"
                + " created_at TIMESTAMP NOT NULL) FLUSH ROWS 10000");
        admin.run("INSERT INTO chat.rooms SELECT range, 'room ' || range, TIMESTAMP '2026-11-01 00:00:00'"
                + " FROM range(6000)");
        String completed = server.flush("chat.rooms");
        String failed = FailedRun.make(server, NAMESPACE, "messages").id();
        server.createUser("reader", "user");
        String file = server.awaitRun(completed, "completed")
                .path("data_files")
                .path(0)
                .path("file_id")
                .asText();
        admin.run("INSERT INTO chat.rooms SELECT range, 'room ' || range, TIMESTAMP '2026-11-02 00:00:00'"
                + " FROM range(6000, 7500)");
        return List.of(
                UiPage.of("overview", "/overview", "[aria-label='Buffered rows by table'] tbody tr"),
                UiPage.of("runs", "/runs?size=25", "[aria-label='Runs'] tbody tr"),
                UiPage.of("run-failed", "/runs/" + failed, "[aria-label='Attempts'] tbody tr"),
                UiPage.of("run-completed", "/runs/" + completed, "[aria-label='Files written'] tbody tr"),
                UiPage.of("tables", "/tables", "[aria-label='Tables'] tbody tr"),
                UiPage.of("table", "/tables/chat/rooms", "[aria-label='Columns'] tbody tr"),
                UiPage.of("table-scopes", "/tables/chat/messages?section=scopes", "[aria-label='Scopes'] tbody tr"),
                UiPage.of("table-files", "/tables/chat/rooms?section=files", "[aria-label='Data files'] tbody tr"),
                UiPage.of("file", "/tables/chat/rooms/files/" + file, "[aria-label='Row group 0'] tbody tr"),
                UiPage.of("console", "/console", ".cm-content"),
                UiPage.of("users", "/users", "[aria-label='Users'] tbody tr"),
                UiPage.of("settings", "/settings", "[aria-label='Settings'] tbody tr"),
                UiPage.of("not-found", "/nowhere", "main h1"),
                new UiPage("no-permission", "/runs", "reader", "main h2"));
    }
}
