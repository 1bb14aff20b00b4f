package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Pages outlive their server. */
@BrowserTest
class ServerDownBrowserIT {
    @Test
    void saysThatTheServerIsGoneAndGoesOnWhenItIsBack(UiServer server, Visitor visitor) {
        Page page = visitor.page();
        server.admin().run("CREATE NAMESPACE ui_down");
        server.admin().run("CREATE SHARED TABLE ui_down.t (id BIGINT)");
        visitor.open("/runs?table=ui_down.t", "admin");
        assertThat(visitor.heading("No run fits the filter")).isVisible();

        server.kill();
        assertThat(page.getByText("The server does not answer.")).isVisible();
        assertThat(visitor.heading("Flush runs")).isVisible();
        assertThat(page.getByText("Data is ")).isVisible();

        server.startAgain();
        assertThat(page.getByText("The server does not answer.")).isHidden();
        server.admin().run("INSERT INTO ui_down.t VALUES (1)");
        String run = server.flush("ui_down.t");
        assertThat(page.getByText(run)).isVisible();
        assertThat(page.getByText("Data is ")).isHidden();
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }
}
