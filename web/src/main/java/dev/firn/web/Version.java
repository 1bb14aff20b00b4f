package dev.firn.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of this build. */
final class Version {
    private Version() {}

    static String read() {
        Properties build = new Properties();
        try (InputStream in = Objects.requireNonNull(Version.class.getResourceAsStream("build.properties"))) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("version");
    }
}
