package dev.firn.engine.run;

import java.util.Map;

/**
 * A run that a job type needs now.
 *
 * @param tableId 0 for a run over the whole store
 */
public record Due(int tableId, Run.Trigger trigger, Map<String, String> parameters) {
    public Due {
        parameters = Map.copyOf(parameters);
    }

    public Due(int tableId, Run.Trigger trigger) {
        this(tableId, trigger, Map.of());
    }
}
