package dev.firn.it.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests that are given the shared {@link UiServer} and, each, a {@link Visitor} with a browser context of its
 * own. Left out where there is no Chromium (profile {@code browser}).
 */
@Tag("browser")
@ExtendWith(Browsing.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface BrowserTest {}
