package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The SQL console. */
@BrowserTest
class ConsoleBrowserIT {
    private static final int MANY_ROWS = 100_000;
    /** What a page with that many rows of about 60 bytes may hold once its garbage is collected. */
    private static final long HEAP_BYTES = 96L << 20;

    private final Visitor visitor;
    private final Page page;

    ConsoleBrowserIT(Visitor visitor) {
        this.visitor = visitor;
        this.page = visitor.page();
        visitor.open("/console", "admin");
    }

    @Test
    void runsAQueryAndExportsItsRows() throws IOException {
        run("SELECT range AS id, 'row ' || range AS text FROM range(300)");

        assertThat(grid(300)).isVisible();
        assertThat(cell(2, 1)).hasText("row 2");
        Download csv = export("CSV");
        assertThat(csv.suggestedFilename()).endsWith(".csv");
        assertThat(Files.readString(csv.path(), StandardCharsets.UTF_8))
                .startsWith("id,text\r\n0,row 0\r\n")
                .endsWith("299,row 299\r\n");
        assertThat(Files.readString(export("NDJSON").path(), StandardCharsets.UTF_8))
                .startsWith("{\"id\":\"0\",\"text\":\"row 0\"}\n")
                .endsWith("{\"id\":\"299\",\"text\":\"row 299\"}\n");
        assertThat(Files.readAllBytes(export("Parquet").path()))
                .startsWith("PAR1".getBytes(StandardCharsets.US_ASCII))
                .endsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void showsAnErrorAtItsPlace() {
        run("SELECT 1;\nSELECT * FROM nowhere.none");

        Locator alert = page.getByRole(AriaRole.ALERT);
        assertThat(alert).containsText("NAMESPACE_NOT_FOUND");
        assertThat(page.locator(".firn-error-mark")).containsText("nowhere");

        page.reload();
        assertThat(editor()).containsText("nowhere.none");
    }

    @Test
    void cancelsAQuery() {
        run("SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b");

        assertThat(page.getByText(Pattern.compile("^Running"))).isVisible();
        visitor.button("Cancel").first().click();

        assertThat(page.getByText(Pattern.compile("^Cancelled"))).isVisible();
        run("SELECT 42 AS answer");
        assertThat(cell(0, 0)).hasText("42");
    }

    @Test
    void keepsOnlyTheRowsInSightInTheDocument() {
        run("SELECT range AS id, 'some text of row number ' || range AS text, range % 7 AS day FROM range(" + MANY_ROWS
                + ")");
        Locator grid = grid(MANY_ROWS);
        assertThat(grid).isVisible();

        for (int step = 1; step <= 60; step++) {
            int row = (int) ((long) step * 7_919 * 13 % MANY_ROWS);
            grid.evaluate("(box, row) => { box.scrollTop = row * 28; }", row);
            assertThat(cell(row, 0)).hasText(Integer.toString(row));
        }
        grid.focus();
        page.keyboard().press("Control+End");
        assertThat(cell(MANY_ROWS - 1, 0)).hasText(Integer.toString(MANY_ROWS - 1));
        page.keyboard().press("Control+Home");
        assertThat(cell(0, 0)).hasText("0");

        assertThat(page.getByRole(AriaRole.ROW).count()).isLessThan(100);
        assertThat(visitor.heapBytes()).isLessThan(HEAP_BYTES);
    }

    private void run(String sql) {
        editor().click();
        page.keyboard().press("Control+A");
        page.keyboard().press("Delete");
        page.keyboard().insertText(sql);
        page.keyboard().press("Shift+Control+Enter");
    }

    private Locator editor() {
        return page.getByLabel("SQL", new Page.GetByLabelOptions().setExact(true));
    }

    private Locator grid(int rows) {
        return page.getByRole(AriaRole.GRID, new Page.GetByRoleOptions().setName("Result 1, %,d rows".formatted(rows)));
    }

    private Locator cell(int row, int column) {
        return page.locator("[data-cell='" + row + " " + column + "']");
    }

    private Download export(String form) {
        return page.waitForDownload(() -> {
            visitor.button("Export").click();
            page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(form))
                    .click();
        });
    }
}
