package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.firn.it.FirnClient;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Flush runs as an operator watches and steers them. */
@BrowserTest
class RunsBrowserIT {
    private final UiServer server;
    private final FirnClient admin;
    private final Visitor visitor;
    private final Page page;

    RunsBrowserIT(UiServer server, Visitor visitor) {
        this.server = server;
        this.admin = server.admin();
        this.visitor = visitor;
        this.page = visitor.page();
    }

    @BeforeAll
    static void createNamespace(UiServer server) {
        server.admin().run("CREATE NAMESPACE ui_runs");
    }

    @Test
    void aRunGoesFromQueuedToCompletedBeforeOnesEyes() {
        admin.run("CREATE SHARED TABLE ui_runs.watched (id BIGINT)");
        String first;
        String next;
        try (UiServer.Held all = server.holdRuns()) {
            admin.run("INSERT INTO ui_runs.watched SELECT * FROM range(5000)");
            first = server.flush("ui_runs.watched");
            server.awaitRun(first, "running");
            admin.run("INSERT INTO ui_runs.watched SELECT * FROM range(3000)");
            next = server.flush("ui_runs.watched");
            assertThat(next).isNotEqualTo(first);

            visitor.open("/runs?table=ui_runs.watched", "admin");
            assertThat(row(first)).containsText("Running");
            assertThat(row(next)).containsText("Queued");
            assertThat(visitor.cutOff()).as("of a window of 1280 pixels").isZero();
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(next))
                    .click();
            assertThat(status()).hasText("Queued");

            try (UiServer.Held held = server.hold(next)) {
                all.close();
                assertThat(status()).hasText("Running");
                assertThat(visitor.heading("Progress")).isVisible();
                assertThat(page.getByText("0 of 3,000")).isVisible();
            }
        }
        assertThat(status()).hasText("Completed");
        assertThat(visitor.heading("Progress")).isHidden();
        assertThat(page.getByLabel("Files written").getByRole(AriaRole.LINK)).hasCount(2);
        page.goBack();
        assertThat(row(first)).containsText("Completed");
        assertThat(row(next)).containsText("Completed");
    }

    @Test
    void aFailedRunSaysWhyAndGoesOnFromItsCheckpoint() throws IOException {
        FailedRun failed = FailedRun.make(server, "ui_runs", "owned");

        visitor.open("/runs?table=ui_runs.owned", "admin");
        assertThat(row(failed.id())).containsText("Failed");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(failed.id()))
                .click();
        assertThat(status()).hasText("Failed");
        assertThat(page.getByText("Why it failed:")).isVisible();
        assertThat(page.getByText("What to do:")).isVisible();
        String checkpoint = job(failed.id()).path("checkpoint").asText();
        assertThat(page.getByText(checkpoint)).isVisible();

        failed.repair();
        visitor.button("Restart").click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, named("Restart"))
                .click();

        assertThat(status()).hasText("Completed");
        List<Locator> attempts = page.getByLabel("Attempts").locator("tbody tr").all();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0)).containsText("Completed");
        assertThat(attempts.get(1)).containsText("Failed");
        JsonNode job = job(failed.id());
        assertThat(failed.rowsWritten()).isBetween(1L, FailedRun.ROWS - 1L);
        assertThat(job.path("attempts").get(1).path("rows_read").asLong())
                .as("it read on behind what the first attempt had committed")
                .isEqualTo(FailedRun.ROWS - failed.rowsWritten());
        assertThat(attempts.get(0)).containsText("%,d".formatted(FailedRun.ROWS - failed.rowsWritten()));
        assertThat(job.path("rows_written").asLong()).isEqualTo(FailedRun.ROWS);
    }

    @Test
    void aRunIsStoppedAndAbandonedAfterAQuestion() {
        admin.run("CREATE SHARED TABLE ui_runs.stopped (id BIGINT)");
        admin.run("INSERT INTO ui_runs.stopped SELECT * FROM range(9000)");
        try (UiServer.Held all = server.holdRuns()) {
            String id = server.flush("ui_runs.stopped");
            visitor.open("/runs/" + id, "admin");
            assertThat(status()).hasText("Running");

            visitor.button("Stop").click();
            page.getByRole(AriaRole.DIALOG)
                    .getByRole(AriaRole.BUTTON, named("Cancel"))
                    .click();
            assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
            assertThat(status()).hasText("Running");
            visitor.button("Stop").click();
            page.getByLabel("Reason (optional)").fill("the disk is moved");
            page.getByRole(AriaRole.DIALOG)
                    .getByRole(AriaRole.BUTTON, named("Stop"))
                    .click();
            assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        }
        assertThat(status()).hasText("Stopped");

        visitor.button("Abandon").click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, named("Abandon"))
                .click();
        assertThat(status()).hasText("Abandoned");
        assertThat(visitor.button("Restart")).isHidden();
        Locator orders = page.getByLabel("Orders").locator("tbody tr");
        assertThat(orders).hasCount(2);
        assertThat(orders.nth(0)).containsText("Abandon");
        assertThat(orders.nth(1)).containsText(Pattern.compile("Stop.*admin.*the disk is moved"));
        assertThat(orders.nth(1).locator("time")).isVisible();
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    private Locator row(String runId) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(runId));
    }

    /** The word beside the title. */
    private Locator status() {
        return page.locator("main [data-status]").first();
    }

    private JsonNode job(String id) {
        return admin.get("/v1/api/jobs/" + id).body();
    }
}
