package dev.firn.engine.cdi;

import dev.firn.engine.setting.SettingReader.Found;
import dev.firn.engine.setting.SettingValue.Origin;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a setting: the system property of its key, else the environment variable of its key in capitals with
 * {@code _} for every other character ({@code firn.data.directory}, {@code FIRN_DATA_DIRECTORY}), else, in an
 * application server, the place in the server's own data directory.
 */
final class SettingsSource {
    private final Lookup properties;
    private final Lookup environment;

    SettingsSource(Lookup properties, Lookup environment) {
        this.properties = properties;
        this.environment = environment;
    }

    Optional<Found> find(String key) {
        return properties
                .findFilled(key)
                .map(value -> new Found(value, Origin.SYSTEM_PROPERTY))
                .or(() ->
                        environment.findFilled(environmentName(key)).map(value -> new Found(value, Origin.ENVIRONMENT)))
                .or(() -> serverDefault(key).map(value -> new Found(value, Origin.SERVER)));
    }

    private static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private Optional<String> serverDefault(String key) {
        return switch (key) {
            case "firn.data.directory" -> inServer("/firn/data");
            case "firn.state.directory" -> inServer("/firn/state");
            default -> Optional.empty();
        };
    }

    private Optional<String> inServer(String folder) {
        return properties.findFilled("jboss.server.data.dir").map(root -> root + folder);
    }

    /** Looks a name up; null when it is not set. */
    interface Lookup {
        @Nullable
        String value(String name);

        /** The value, unless it is blank. */
        default Optional<String> findFilled(String name) {
            return Optional.ofNullable(value(name)).filter(value -> !value.isBlank());
        }
    }
}
