package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WCAG 2.2 AA as far as axe can tell, on every page: light, dark and on a screen of 390 pixels. */
@BrowserTest
class AccessibilityBrowserIT {
    private static final String COLOURS_SETTLED = "Promise.allSettled(document.getAnimations()"
            + ".filter(one => one instanceof CSSTransition).map(one => one.finished)).then(() => null)";
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    private static final int NARROW = 390;

    private static List<UiPage> pages = List.of();

    private final Visitor visitor;
    private final Page page;

    AccessibilityBrowserIT(Visitor visitor) {
        this.visitor = visitor;
        this.page = visitor.page();
    }

    @BeforeAll
    static void fill(UiServer server) throws IOException {
        pages = UiPages.fill(server);
    }

    static List<UiPage> pages() {
        return pages;
    }

    @Test
    void signInHasNoViolation() {
        visitor.open("/");
        assertThat(visitor.heading("Sign in to Firn")).isVisible();
        assertNoViolationInAnyLook();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void hasNoViolation(UiPage shown) {
        shown.show(visitor);
        assertNoViolationInAnyLook();
    }

    private void assertNoViolationInAnyLook() {
        assertNoViolation("light");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("html")).hasClass(Pattern.compile("pf-v6-theme-dark"));
        assertNoViolation("dark");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(NARROW, 844);
        assertNoViolation("390 px");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("nothing is cut off at the side")
                .isLessThanOrEqualTo(NARROW);
    }

    private void assertNoViolation(String look) {
        page.evaluate(COLOURS_SETTLED);
        List<Rule> violations = new AxeBuilder(page).withTags(RULES).analyze().getViolations();
        assertThat(violations)
                .as("%s at %s", look, page.url())
                .extracting(rule -> rule.getId() + ": " + rule.getHelp() + " "
                        + rule.getNodes().stream()
                                .map(node -> node.getTarget() + " " + node.getHtml())
                                .limit(3)
                                .toList())
                .isEmpty();
    }
}
