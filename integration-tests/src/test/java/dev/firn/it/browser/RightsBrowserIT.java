package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** What the UI offers follows the rights of who signed in. */
@BrowserTest
class RightsBrowserIT {
    private final UiServer server;
    private final Visitor visitor;
    private final Page page;

    RightsBrowserIT(UiServer server, Visitor visitor) {
        this.server = server;
        this.visitor = visitor;
        this.page = visitor.page();
    }

    @Test
    void aUserSeesNeitherRunsNorUsersNorSettings() {
        server.createUser("ui_user", "user");
        visitor.open("/", "ui_user");

        Locator navigation = page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Pages"));
        assertThat(navigation.getByRole(AriaRole.LINK)).hasText(new String[] {"Tables", "SQL console"});
        for (String path : new String[] {"/overview", "/runs", "/users", "/settings"}) {
            visitor.open(path);
            assertThat(visitor.heading("No permission")).isVisible();
        }
    }

    @Test
    void aServiceSteersRunsButDoesNotSeeUsers() {
        server.createUser("ui_service", "service");
        visitor.open("/runs", "ui_service");

        assertThat(page.getByLabel("Runs", new Page.GetByLabelOptions().setExact(true)))
                .isVisible();
        visitor.open("/users");
        assertThat(visitor.heading("No permission")).isVisible();
    }
}
