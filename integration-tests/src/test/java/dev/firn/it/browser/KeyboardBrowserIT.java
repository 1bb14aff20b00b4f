package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The way from sign-in to a restarted run without a pointer: keys alone, and the focus is always to be seen. */
@BrowserTest
class KeyboardBrowserIT {
    private static final int MOST_STOPS = 80;

    private final UiServer server;
    private final Visitor visitor;
    private final Page page;

    KeyboardBrowserIT(UiServer server, Visitor visitor) {
        this.server = server;
        this.visitor = visitor;
        this.page = visitor.page();
    }

    @Test
    void restartsAFailedRun() throws IOException {
        server.admin().run("CREATE NAMESPACE ui_keys");
        FailedRun failed = FailedRun.make(server, "ui_keys", "keyed");
        failed.repair();

        visitor.open("/");
        assertThat(page.getByLabel("User")).isFocused();
        type("admin");
        press("Tab");
        type(UiServer.passwordOf("admin"));
        press("Enter");
        assertThat(visitor.heading("Overview")).isVisible();

        tabTo(link("Flush runs"));
        press("Enter");
        assertThat(visitor.heading("Flush runs")).isVisible();
        tabTo(page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Table or run id")));
        type("ui_keys.keyed");
        press("Enter");
        assertThat(page.getByLabel("Runs", new Page.GetByLabelOptions().setExact(true))
                        .locator("tbody tr"))
                .hasCount(1);
        tabTo(link(failed.id()));
        press("Enter");
        assertThat(visitor.heading(failed.id())).isVisible();

        Locator dialog = page.getByRole(AriaRole.DIALOG);
        tabTo(visitor.button("Restart"));
        press("Enter");
        assertThat(dialog).isVisible();
        press("Escape");
        assertThat(dialog).isHidden();
        assertThat(visitor.button("Restart")).isFocused();
        press("Enter");
        assertThat(dialog).isVisible();
        tabTo(dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Restart")));
        press("Enter");

        assertThat(page.locator("main [data-status]").first()).hasText("Completed");
    }

    private Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void press(String key) {
        page.keyboard().press(key);
    }

    private void type(String text) {
        page.keyboard().type(text);
    }

    /** Presses Tab until the element has the focus, and sees that every stop on the way shows it. */
    private void tabTo(Locator element) {
        assertThat(element).isVisible();
        for (int stop = 0; stop < MOST_STOPS; stop++) {
            press("Tab");
            assertThat((Boolean) page.evaluate(FOCUS_SHOWS))
                    .as("the focus shows at %s", page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
                    .isTrue();
            if ((Boolean) element.evaluate("element => element === document.activeElement")) {
                return;
            }
        }
        throw new AssertionError("Tab does not lead to " + element);
    }

    /** An outline, a shadow or an underline that is there only while an element, or what surrounds it, has the focus. */
    private static final String FOCUS_SHOWS = """
            () => {
              const focused = document.activeElement;
              if (focused === document.body) return true;
              const look = element => {
                const all = [element, element.parentElement, element.parentElement?.parentElement];
                return all.filter(Boolean).flatMap(one => [undefined, '::before', '::after'].map(pseudo => {
                  const style = getComputedStyle(one, pseudo);
                  return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor, style.borderWidth,
                          style.textDecoration, style.backgroundColor].join();
                })).join(';');
              };
              const during = look(focused);
              focused.blur();
              const without = look(focused);
              focused.focus({ focusVisible: true, preventScroll: true });
              return during !== without;
            }""";
}
