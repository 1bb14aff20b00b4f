package dev.firn.ejb;

import jakarta.annotation.Resource;
import jakarta.annotation.security.PermitAll;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.StepExecution;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jberet.operations.AbstractJobOperator;
import org.jberet.operations.DelegatingJobOperator;
import org.jberet.repository.JobExecutionSelector;
import org.jberet.repository.JobRepository;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.StepExecutionImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of job executions in JBeret's repository, kept few: the newest {@value #KEPT} job instances and, of the older
 * ones, the newest {@value #UNCOMPLETED_KEPT} that were not completed and can be restarted. JSR-352 removes nothing, and
 * JBeret's own purge of a JDBC repository forgets what it holds in memory and leaves the tables as they are; so rows are
 * deleted here, from a table whose foreign keys cascade.
 */
@Singleton
@PermitAll
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobRecords {
    private static final Logger LOG = LoggerFactory.getLogger(JobRecords.class);

    /** Job instances that are kept whatever became of them. */
    static final int KEPT = 500;
    /** Older job instances that are kept because they can be restarted. */
    static final int UNCOMPLETED_KEPT = 500;

    /** So many new ones may come before the next look. */
    private static final int STRIDE = 100;

    private static final String AT_RANK =
            "SELECT JOBINSTANCEID FROM JOB_INSTANCE ORDER BY JOBINSTANCEID DESC OFFSET ? ROWS FETCH FIRST ROW ONLY";
    private static final String COMPLETED_THROUGH = """
            SELECT I.JOBINSTANCEID FROM JOB_INSTANCE I WHERE I.JOBINSTANCEID <= ? AND EXISTS (
              SELECT 1 FROM JOB_EXECUTION E WHERE E.JOBINSTANCEID = I.JOBINSTANCEID AND E.BATCHSTATUS = 'COMPLETED')""";
    private static final String ENDED_THROUGH = """
            SELECT I.JOBINSTANCEID FROM JOB_INSTANCE I WHERE I.JOBINSTANCEID <= ? AND NOT EXISTS (
              SELECT 1 FROM JOB_EXECUTION E WHERE E.JOBINSTANCEID = I.JOBINSTANCEID
                AND E.BATCHSTATUS IN ('STARTING', 'STARTED', 'STOPPING'))""";
    private static final String DELETE = "DELETE FROM JOB_INSTANCE WHERE JOBINSTANCEID = ?";

    @Resource(lookup = "java:jboss/datasources/FirnJobs")
    DataSource repository;

    private int sinceLast = STRIDE;

    /** Notes that so many executions were launched; removes old records when that is worth a look. */
    public synchronized void launched(int executions, JobOperator jobs) {
        sinceLast += executions;
        if (sinceLast < STRIDE) {
            return;
        }
        sinceLast = 0;
        try (Connection connection = repository.getConnection()) {
            purge(connection, COMPLETED_THROUGH, KEPT, jobs);
            purge(connection, ENDED_THROUGH, KEPT + UNCOMPLETED_KEPT, jobs);
        } catch (SQLException e) {
            LOG.warn("Cannot remove old records of job executions: the next launches try again", e);
        }
    }

    private static void purge(Connection connection, String candidatesThrough, int rank, JobOperator jobs)
            throws SQLException {
        List<Long> oldest = ids(connection, AT_RANK, rank);
        if (oldest.isEmpty()) {
            return;
        }
        List<Long> removed = ids(connection, candidatesThrough, oldest.get(0));
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            for (long instance : removed) {
                delete.setLong(1, instance);
                delete.addBatch();
            }
            delete.executeBatch();
        }
        forget(removed, jobs);
    }

    private static List<Long> ids(Connection connection, String select, long parameter) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setLong(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        return ids;
    }

    /** Lets go of what JBeret holds of them in memory. */
    private static void forget(List<Long> instances, JobOperator jobs) {
        repository(jobs).ifPresent(cache -> {
            cache.removeJobExecutions(new OfInstances(new HashSet<>(instances)));
            instances.forEach(cache::removeJobInstance);
        });
    }

    private static Optional<JobRepository> repository(JobOperator jobs) {
        JobOperator operator = jobs instanceof DelegatingJobOperator delegating ? delegating.getDelegate() : jobs;
        return operator instanceof AbstractJobOperator jberet
                ? Optional.of(jberet.getJobRepository())
                : Optional.empty();
    }

    /** The partitions of a step, which JSR-352 does not show. */
    static List<JobStep.Partition> partitions(JobOperator jobs, StepExecution step) {
        if (!(step instanceof StepExecutionImpl jberet)) {
            return List.of();
        }
        return repository(jobs)
                .map(known -> known.getPartitionExecutions(
                        step.getStepExecutionId(), jberet, false, JobRecords.class.getClassLoader()))
                .orElse(List.of())
                .stream()
                .map(JobStep.Partition::of)
                .toList();
    }

    /** Selects the executions of job instances; the contexts are for selectors that run within a job. */
    private record OfInstances(Set<Long> instances) implements JobExecutionSelector {
        @Override
        public boolean select(JobExecution execution, Collection<Long> all) {
            return execution instanceof JobExecutionImpl jberet
                    && instances.contains(jberet.getJobInstance().getInstanceId());
        }

        @Override
        public @Nullable JobContext getJobContext() {
            return null;
        }

        @Override
        public void setJobContext(JobContext context) {}

        @Override
        public @Nullable StepContext getStepContext() {
            return null;
        }

        @Override
        public void setStepContext(StepContext context) {}
    }
}
