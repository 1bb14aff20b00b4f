/** The admin UI in a real browser: Chromium, driven by Playwright, all tests against one server. */
@NullMarked
package dev.firn.it.browser;

import org.jspecify.annotations.NullMarked;
