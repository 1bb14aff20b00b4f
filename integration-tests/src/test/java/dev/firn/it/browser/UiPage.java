package dev.firn.it.browser;

import com.microsoft.playwright.assertions.PlaywrightAssertions;

/**
 * A page of the UI in a state that is worth looking at.
 *
 * @param path below {@code /admin}
 * @param ready a CSS selector that matches once all is there
 */
record UiPage(String name, String path, String user, String ready) {
    static UiPage of(String name, String path, String ready) {
        return new UiPage(name, path, "admin", ready);
    }

    void show(Visitor visitor) {
        visitor.open(path, user);
        awaitReady(visitor);
    }

    void awaitReady(Visitor visitor) {
        PlaywrightAssertions.assertThat(visitor.page().locator(ready).first()).isVisible();
        PlaywrightAssertions.assertThat(visitor.page().locator("main .pf-v6-c-spinner, main .pf-v6-c-skeleton"))
                .hasCount(0);
    }

    @Override
    public String toString() {
        return name;
    }
}
