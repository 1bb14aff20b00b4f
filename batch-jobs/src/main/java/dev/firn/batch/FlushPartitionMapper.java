package dev.firn.batch;

import dev.firn.engine.Engine;
import dev.firn.engine.flush.FlushPartition;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.partition.PartitionMapper;
import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.api.partition.PartitionPlanImpl;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Properties;

/** Splits the reading and writing of a large flush among threads, by scopes. */
@Named
@Dependent
public class FlushPartitionMapper implements PartitionMapper {
    @Inject
    Engine engine;

    @Inject
    @BatchProperty(name = "run")
    String runId;

    @Inject
    @BatchProperty(name = "attempt")
    int attempt;

    /** Each attempt has a plan of its own: what an earlier one committed is no longer buffered. */
    @Override
    public PartitionPlan mapPartitions() {
        List<FlushPartition> partitions = engine.flushes().partitions(runId, attempt);
        PartitionPlanImpl plan = new PartitionPlanImpl();
        plan.setPartitions(partitions.size());
        plan.setThreads(partitions.size());
        plan.setPartitionsOverride(true);
        plan.setPartitionProperties(
                partitions.stream().map(FlushPartitionMapper::properties).toArray(Properties[]::new));
        return plan;
    }

    private static Properties properties(FlushPartition partition) {
        Properties properties = new Properties();
        properties.setProperty("firstScope", Long.toString(partition.firstScope()));
        properties.setProperty("lastScope", Long.toString(partition.lastScope()));
        properties.setProperty("scopesOfRun", Integer.toString(partition.scopesOfRun()));
        return properties;
    }
}
