package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** WCAG 2.2 AA as far as axe can tell, on every page: light, dark and on a screen of 390 pixels. */
@BrowserTest
class AccessibilityBrowserIT {
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

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
    void aPictureWithoutWordsIsAViolation() {
        visitor.open("/");
        page.evaluate("() => { document.body.append(document.createElement('img')); }");

        assertThat(violations()).extracting(Rule::getId).contains("image-alt");
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
        visitor.choose(ColorScheme.LIGHT);
        assertNoViolation("light");
        assertThat(visitor.cutOff()).as("at 1280 px").isZero();
        visitor.choose(ColorScheme.DARK);
        assertNoViolation("dark");
        visitor.choose(ColorScheme.LIGHT);
        page.setViewportSize(390, 844);
        assertNoViolation("390 px");
        assertThat(visitor.cutOff()).as("at 390 px").isZero();
    }

    private void assertNoViolation(String look) {
        assertThat(violations())
                .as("%s at %s", look, page.url())
                .extracting(rule -> rule.getId() + ": " + rule.getHelp() + " "
                        + rule.getNodes().stream()
                                .map(node -> node.getTarget() + " " + node.getHtml())
                                .limit(3)
                                .toList())
                .isEmpty();
    }

    /** In one go, as there are no frames: else axe is loaded once more, into a page of its own. */
    private List<Rule> violations() {
        return new AxeBuilder(page)
                .setLegacyMode(true)
                .withTags(RULES)
                .analyze()
                .getViolations();
    }
}
