package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of runs with a history of 10,000. */
@BrowserTest
class LongListBrowserIT {
    private static final int PAGE_SIZE = 200;
    private static final String RUN_LINK = "a[href*='/runs/']";
    private static final long HEAP_BYTES = 64L << 20;

    private final UiServer server;
    private final Visitor visitor;
    private final Page page;

    LongListBrowserIT(UiServer server, Visitor visitor) {
        this.server = server;
        this.visitor = visitor;
        this.page = visitor.page();
    }

    @Test
    void isWalkedToItsEndInBoundedMemory() {
        visitor.open("/runs?table=" + PastRuns.NAMESPACE + ".&size=" + PAGE_SIZE, "admin");
        Set<String> seen = new HashSet<>();
        for (int first = 0; first < UiServer.PAST_RUNS; first += PAGE_SIZE) {
            Locator rows = rows();
            assertThat(rows).hasCount(PAGE_SIZE);
            rows.last().scrollIntoViewIfNeeded();
            seen.addAll(rows.locator(RUN_LINK).allTextContents());
            assertThat(seen).hasSize(first + PAGE_SIZE);
            if (first + PAGE_SIZE < UiServer.PAST_RUNS) {
                Locator newest = rows.first().locator(RUN_LINK);
                String before = newest.textContent();
                visitor.button("Next").click();
                assertThat(newest).not().hasText(before);
            }
        }
        assertThat(visitor.button("Next")).isDisabled();
        assertThat(visitor.heapBytes()).isLessThan(HEAP_BYTES);

        visitor.button("Previous").click();
        assertThat(visitor.button("Next")).isEnabled();
        visitor.button("First page").click();
        assertThat(visitor.button("Previous")).isDisabled();
    }

    @Test
    void isFilteredAndSortedByTheServerAndItsAddressKeepsThat() {
        visitor.open("/runs?table=past.events", "admin");
        visitor.button("Status").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Abandoned"))
                .or(page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Abandoned")))
                .first()
                .click();

        assertThat(page).hasURL(Pattern.compile("status=abandoned"));
        assertThat(rows().first()).containsText("Abandoned");
        visitor.button("Created").click();
        assertThat(page).hasURL(Pattern.compile("order=asc"));
        Locator oldest = rows().first().locator(RUN_LINK);
        assertThat(oldest).hasText(oldestAbandoned());
        page.reload();
        assertThat(oldest).hasText(oldestAbandoned());
    }

    private String oldestAbandoned() {
        return server.admin()
                .get("/v1/api/jobs?namespace=past&table=events&status=abandoned&order=asc&limit=1")
                .body()
                .path("jobs")
                .path(0)
                .path("job_id")
                .asText();
    }

    private Locator rows() {
        return page.getByLabel("Runs", new Page.GetByLabelOptions().setExact(true))
                .locator("tbody tr");
    }
}
