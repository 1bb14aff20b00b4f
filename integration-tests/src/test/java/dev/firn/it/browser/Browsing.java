package dev.firn.it.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One server and one browser for all tests of this process, one {@link Visitor} for each. Of a test that fails, the page's picture, its
 * text and what the browser said are kept in {@code target/browser}.
 */
final class Browsing implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace OURS = Namespace.create(Browsing.class);
    private static final Path CHROMIUM = Path.of(System.getProperty("firn.chromium", "/usr/bin/chromium"));

    /** What a constructor is given belongs to its test, too. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Visitor.class || type == UiServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        UiServer server = server(context);
        return parameter.getParameter().getType() == UiServer.class
                ? server
                : context.getStore(OURS)
                        .getOrComputeIfAbsent("visitor", key -> new Visitor(browser(context), server), Visitor.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Visitor visitor = context.getStore(OURS).get("visitor", Visitor.class);
        if (visitor == null) {
            return;
        }
        if (context.getExecutionException().isPresent()) {
            visitor.keepTraces(context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName());
        } else {
            visitor.assertNoFaults();
        }
    }

    private static UiServer server(ExtensionContext context) {
        int pastRuns = context.getTags().contains(ScreenshotsIT.TAG) ? 0 : UiServer.PAST_RUNS;
        return context.getStore(StoreScope.LAUNCHER_SESSION, OURS)
                .getOrComputeIfAbsent("server", key -> UiServer.start(pastRuns), UiServer.class);
    }

    private static Browser browser(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, OURS)
                .getOrComputeIfAbsent("browser", key -> Running.start(), Running.class)
                .browser();
    }

    /** Closed by JUnit when all tests are over. */
    private record Running(Playwright playwright, Browser browser)
            implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        private static final List<String> ARGUMENTS = List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");

        static Running start() {
            PlaywrightAssertions.setDefaultAssertionTimeout(Visitor.WAIT_MILLIS);
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Browser browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(CHROMIUM)
                            .setArgs(ARGUMENTS));
            return new Running(playwright, browser);
        }

        @Override
        public void close() {
            playwright.close();
        }
    }
}
