package dev.firn.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who gets in, and where to. */
@BrowserTest
class SignInBrowserIT {
    private final Visitor visitor;

    SignInBrowserIT(Visitor visitor) {
        this.visitor = visitor;
    }

    @Test
    void leadsToThePageThatWasAskedFor() {
        visitor.open("/runs?status=failed", "admin");

        assertThat(visitor.heading("Flush runs")).isVisible();
        assertThat(visitor.page()).hasURL(Pattern.compile("/admin/runs\\?status=failed$"));
        assertThat(visitor.button("Signed in as admin")).isVisible();
    }

    @Test
    void refusesAWrongPasswordInWordsAndTakesTheRightOneThen() {
        visitor.open("/");
        visitor.signIn("admin", "not the password");

        assertThat(visitor.page().getByText("User or password is wrong.")).isVisible();
        assertThat(visitor.page().getByLabel("Password")).isEmpty();

        visitor.signIn("admin");
        assertThat(visitor.heading("Overview")).isVisible();
    }

    @Test
    void outlivesAReloadAndEndsWithSignOut() {
        visitor.open("/overview", "admin");
        assertThat(visitor.heading("Overview")).isVisible();
        visitor.page().reload();
        assertThat(visitor.heading("Overview")).isVisible();

        visitor.button("Signed in as admin").click();
        visitor.page().getByText("Sign out").click();
        assertThat(visitor.heading("Sign in to Firn")).isVisible();

        visitor.open("/overview");
        assertThat(visitor.heading("Sign in to Firn")).isVisible();
    }
}
