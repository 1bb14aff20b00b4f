package dev.firn.engine.setting;

import dev.firn.engine.setting.SettingValue.Origin;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads settings, once each, and keeps what it found. A value that does not fit is an INVALID_INPUT that names its key. */
public final class SettingReader {
    private final Function<String, Optional<Found>> source;
    private final List<SettingValue> read = new ArrayList<>();

    /** A value that somebody has set. */
    public record Found(String value, Origin origin) {}

    /** @param source finds what a key is set to */
    public SettingReader(Function<String, Optional<Found>> source) {
        this.source = source;
    }

    /** The value, without a default. */
    public Optional<String> find(Setting setting) {
        Optional<Found> found = source.apply(setting.key());
        read.add(new SettingValue(
                setting, found.map(Found::value), found.map(Found::origin).orElse(Origin.DEFAULT)));
        return found.map(Found::value);
    }

    public String text(Setting setting) {
        return text(setting, setting.byDefault());
    }

    private String text(Setting setting, String byDefault) {
        Optional<Found> found = source.apply(setting.key());
        String value = found.map(Found::value).orElse(byDefault);
        read.add(new SettingValue(
                setting, Optional.of(value), found.map(Found::origin).orElse(Origin.DEFAULT)));
        return value;
    }

    /** True for the default, false for the other spelling. */
    public boolean isDefault(Setting setting, String other) {
        String value = text(setting);
        if (!value.equals(setting.byDefault()) && !value.equals(other)) {
            throw refused(setting, value, "expected " + setting.byDefault() + " or " + other);
        }
        return value.equals(setting.byDefault());
    }

    public int number(Setting setting, int least, int most) {
        return number(setting, Integer.parseInt(setting.byDefault()), least, most);
    }

    /** A number whose default is not always the same. */
    public int number(Setting setting, int byDefault, int least, int most) {
        String value = text(setting, Integer.toString(byDefault));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused(setting, value, "expected a whole number");
        }
        throw refused(setting, value, "expected " + least + " to " + most);
    }

    /** The failure for a value that does not fit. */
    public EngineException refused(Setting setting, String value, String why) {
        return new EngineException(
                ErrorCode.INVALID_INPUT, "Cannot use setting " + setting.key() + " = '" + value + "': " + why);
    }

    /** What was read so far, in that order. */
    public List<SettingValue> read() {
        return List.copyOf(read);
    }
}
