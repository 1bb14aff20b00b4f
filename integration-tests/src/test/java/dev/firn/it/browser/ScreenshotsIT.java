package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.firn.it.FirnClient;
import dev.firn.it.FirnServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Takes the pictures of {@code docs/screenshots}: every page, light and dark. By hand: {@code -Pscreenshots}. */
@Tag(ScreenshotsIT.TAG)
@ExtendWith(Browsing.class)
class ScreenshotsIT {
    static final String TAG = "screenshots";
    private static final Path FOLDER = FirnServer.root().resolve("docs/screenshots");
    private static final long MOST_BYTES = 200_000;
    private static final int FLUSHES = 12;
    private static final String QUERY = """
            -- Who writes most, and how long are their messages?
            SELECT sender_id, count(*) AS messages, round(avg(length(content)), 1) AS length, max(sent_at) AS newest
            FROM chat.archive
            GROUP BY sender_id
            ORDER BY messages DESC
            LIMIT 100""";

    @Test
    void takesAPictureOfEveryPage(UiServer server, Visitor visitor) throws IOException {
        Files.createDirectories(FOLDER);
        List<UiPage> pages = new ArrayList<>(UiPages.fill(server));
        pages.removeIf(
                page -> page.name().equals("no-permission") || page.name().equals("not-found"));
        UiServer.Held running = fill(server.admin(), server);
        try (UiServer.Held held = running) {
            pages.add(
                    UiPage.of("run-running", "/runs/" + running.file().getFileName(), "[aria-label='Steps'] tbody tr"));
            visitor.open("/");
            take(visitor, "sign-in");
            visitor.signIn("admin");
            assertThat(visitor.heading("Overview")).isVisible();
            for (UiPage page : pages) {
                visitor.choose(ColorScheme.LIGHT);
                visitor.open(page.path());
                page.awaitReady(visitor);
                assertThat(visitor.page().getByText("Connecting")).isHidden();
                if (page.name().equals("console")) {
                    runQuery(visitor.page());
                }
                take(visitor, page.name());
            }
        }
    }

    /** Gives a run that is held half-way. */
    private static UiServer.Held fill(FirnClient admin, UiServer server) {
        Random random = new Random(7);
        admin.run("CREATE SHARED TABLE chat.archive (message_id BIGINT PRIMARY KEY, sender_id VARCHAR NOT NULL,"
                + " content VARCHAR, sent_at TIMESTAMP NOT NULL) FLUSH ROWS 20000");
        int next = 0;
        for (int i = 0; i <= FLUSHES; i++) {
            int end = next + 2_500 + random.nextInt(6_000);
            admin.run("INSERT INTO chat.archive SELECT range, 'user-' || (range * 7919 % 23),"
                    + " substr('snow falls on snow, and more snow on it', 1, CAST(5 + range % 34 AS INT)),"
                    + " TIMESTAMP '2026-11-20 08:00:00' + to_seconds(range * 3) FROM range(" + next + ", " + end
                    + ")");
            next = end;
            if (i < FLUSHES) {
                server.awaitRun(server.flush("chat.archive"), "completed");
            }
        }
        try (UiServer.Held all = server.holdRuns()) {
            return server.hold(server.flush("chat.archive"));
        }
    }

    private static void runQuery(Page page) {
        page.getByLabel("SQL", new Page.GetByLabelOptions().setExact(true)).click();
        page.keyboard().insertText(QUERY);
        page.keyboard().press("Shift+Control+Enter");
        assertThat(page.locator("[data-cell='0 0']")).isVisible();
    }

    private static void take(Visitor visitor, String name) throws IOException {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            visitor.choose(scheme);
            Path file = FOLDER.resolve(name + (scheme == ColorScheme.DARK ? "-dark.png" : "-light.png"));
            visitor.page()
                    .screenshot(
                            new Page.ScreenshotOptions().setPath(file).setAnimations(ScreenshotAnimations.DISABLED));
            assertThat(Files.size(file)).as("%s", file).isLessThan(MOST_BYTES);
        }
    }
}
