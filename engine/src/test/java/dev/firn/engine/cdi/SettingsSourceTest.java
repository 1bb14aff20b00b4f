package dev.firn.engine.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsSourceTest {
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final SettingsSource source = new SettingsSource(properties::get, environment::get);

    @Test
    void prefersTheSystemPropertyToTheEnvironment() {
        environment.put("FIRN_FLUSH_DEFAULT_POLICY", "rows:1");
        assertThat(source.find("firn.flush.default-policy")).contains("rows:1");

        properties.put("firn.flush.default-policy", "rows:2");
        assertThat(source.find("firn.flush.default-policy")).contains("rows:2");
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
        assertThat(source.find("firn.data.directory")).contains("/server/data/firn/data");
        assertThat(source.find("firn.state.directory")).contains("/server/data/firn/state");
        assertThat(source.find("firn.durability")).isEmpty();

        environment.put("FIRN_STATE_DIRECTORY", "/state");
        assertThat(source.find("firn.state.directory")).contains("/state");
    }
}
