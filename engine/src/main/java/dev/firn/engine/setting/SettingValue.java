package dev.firn.engine.setting;

import java.util.Optional;

/**
 * What a setting is set to.
 *
 * @param value that counts; empty when there is none
 */
public record SettingValue(Setting setting, Optional<String> value, Origin origin) {
    /** Where a value stands. */
    public enum Origin {
        DEFAULT("default"),
        SYSTEM_PROPERTY("system property"),
        ENVIRONMENT("environment"),
        /** It follows from where the application server keeps its data. */
        SERVER("server");

        private final String spelling;

        Origin(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** The value as the server tells it: a path or a secret is not. */
    public Optional<String> shown() {
        return setting.isMasked() ? value.map(unused -> "***") : value;
    }
}
