package dev.firn.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Somebody in front of the admin UI: a browser context with one page, and what went wrong in it. */
final class Visitor implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    static final int WAIT_MILLIS = 60_000;
    /** What the browser says of every HTTP answer from 400 on, and of a server that is down: pages show those themselves. */
    private static final String FAILED_CALL = "Failed to load resource";

    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = new ArrayList<>();

    Visitor(Browser browser, UiServer server) {
        this.context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(server.address())
                .setViewportSize(1280, 900)
                .setAcceptDownloads(true)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-GB")
                .setTimezoneId("UTC"));
        context.setDefaultTimeout(WAIT_MILLIS);
        this.page = context.newPage();
        page.onPageError(faults::add);
        page.onConsoleMessage(this::note);
    }

    private void note(ConsoleMessage message) {
        boolean fault = message.type().equals("error") || message.type().equals("warning");
        if (fault && !message.text().startsWith(FAILED_CALL)) {
            faults.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Opens a path of the UI, such as {@code /runs}. */
    void open(String path) {
        page.navigate("/admin" + path);
    }

    /** Signs in where the browser is asked to. */
    void signIn(String user) {
        signIn(user, UiServer.passwordOf(user));
    }

    void signIn(String user, String password) {
        page.getByLabel("User").fill(user);
        page.getByLabel("Password").fill(password);
        button("Sign in").click();
    }

    /** Opens a path and signs in for it. */
    void open(String path, String user) {
        open(path);
        signIn(user);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** No script has failed, nothing was refused by the page's Content-Security-Policy, and the console is quiet. */
    void assertNoFaults() {
        assertThat(faults).as("what the browser reported at " + page.url()).isEmpty();
    }

    /** The pixels of the page's content that its window is too narrow for. */
    int cutOff() {
        return (Integer) page.evaluate("""
                () => Math.max(...[document.documentElement, ...document.querySelectorAll('[class*=page__main]')]
                    .map(box => box.scrollWidth - box.clientWidth))""");
    }

    /** Chooses light or dark, and waits until no colour is on its way from one to the other. */
    void choose(ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        Locator root = page.locator("html");
        Pattern dark = Pattern.compile("pf-v6-theme-dark");
        if (scheme == ColorScheme.DARK) {
            PlaywrightAssertions.assertThat(root).hasClass(dark);
        } else {
            PlaywrightAssertions.assertThat(root).not().hasClass(dark);
        }
        page.evaluate("""
                () => Promise.allSettled(document.getAnimations()
                    .filter(one => one instanceof CSSTransition).map(one => one.finished)).then(() => null)""");
    }

    /** What the page's JavaScript holds once its garbage is collected. */
    long heapBytes() {
        CDPSession devtools = context.newCDPSession(page);
        devtools.send("HeapProfiler.enable");
        devtools.send("HeapProfiler.collectGarbage");
        long used = devtools.send("Runtime.getHeapUsage").get("usedSize").getAsLong();
        devtools.detach();
        return used;
    }

    /** Keeps what a failure is understood by. */
    void keepTraces(String name) {
        Path folder = Path.of("target", "browser");
        String file = name.replaceAll("[^A-Za-z0-9._-]+", "_");
        try {
            Files.createDirectories(folder);
            String text = page.url() + "\n\n" + String.join("\n", faults) + "\n\n"
                    + page.locator("body").ariaSnapshot() + "\n";
            Files.writeString(folder.resolve(file + ".txt"), text);
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(folder.resolve(file + ".png"))
                    .setFullPage(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
