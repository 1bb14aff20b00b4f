package dev.firn.engine.statement;

import dev.firn.engine.setting.SettingValue;
import dev.firn.engine.table.FlushPolicy;
import java.util.List;

/**
 * What the server's settings decide about statements.
 *
 * @param defaultFlushPolicy of a table that is created without one
 * @param usersCreateTables whether role {@code user} may create USER tables
 * @param listed all of the server's, for {@code system.settings}
 */
public record StatementSettings(FlushPolicy defaultFlushPolicy, boolean usersCreateTables, List<SettingValue> listed) {
    public StatementSettings {
        listed = List.copyOf(listed);
    }
}
