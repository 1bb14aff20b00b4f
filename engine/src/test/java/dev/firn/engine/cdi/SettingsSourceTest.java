package dev.firn.engine.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.setting.SettingReader.Found;
import dev.firn.engine.setting.SettingValue.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsSourceTest {
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final SettingsSource source = new SettingsSource(properties::get, environment::get);

    private Optional<String> value(String key) {
        return source.find(key).map(Found::value);
    }

    @Test
    void saysWhereAValueStands() {
        properties.put("jboss.server.data.dir", "/server/data");
        properties.put("firn.durability", "process");
        environment.put("FIRN_FLUSH_NUDGE", "false");

        assertThat(source.find("firn.durability")).contains(new Found("process", Origin.SYSTEM_PROPERTY));
        assertThat(source.find("firn.flush.nudge")).contains(new Found("false", Origin.ENVIRONMENT));
        assertThat(source.find("firn.data.directory")).contains(new Found("/server/data/firn/data", Origin.SERVER));
    }

    @Test
    void prefersTheSystemPropertyToTheEnvironment() {
        environment.put("FIRN_FLUSH_DEFAULT_POLICY", "rows:1");
        assertThat(value("firn.flush.default-policy")).contains("rows:1");

        properties.put("firn.flush.default-policy", "rows:2");
        assertThat(value("firn.flush.default-policy")).contains("rows:2");
    }

    @Test
    void takesABlankValueAsNone() {
        properties.put("firn.durability", " ");
        assertThat(source.find("firn.durability")).isEmpty();
    }

    @Test
    void keepsTheStoreInTheServersDataDirectoryUnlessToldOtherwise() {
        assertThat(source.find("firn.data.directory")).isEmpty();

        properties.put("jboss.server.data.dir", "/server/data");
        assertThat(value("firn.data.directory")).contains("/server/data/firn/data");
        assertThat(value("firn.state.directory")).contains("/server/data/firn/state");
        assertThat(source.find("firn.durability")).isEmpty();

        environment.put("FIRN_STATE_DIRECTORY", "/state");
        assertThat(value("firn.state.directory")).contains("/state");
    }
}
