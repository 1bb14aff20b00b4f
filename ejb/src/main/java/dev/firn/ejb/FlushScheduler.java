package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.table.EngineException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Launches due runs: every five seconds, and at once when the engine says that one became due. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FlushScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(FlushScheduler.class);

    /** Set by the {@code firn} command: a server that exists only for Firn ends when its store cannot be opened. */
    private static final String EXIT_WHEN_REFUSED = "firn.exit-when-refused";

    @Inject
    Instance<Engine> engines;

    @Inject
    FlushRuns runs;

    @Resource
    ManagedExecutorService executor;

    @Resource
    ContextService contexts;

    private final AtomicBoolean nudged = new AtomicBoolean();

    @PostConstruct
    void start() {
        // The engine nudges from its own threads, which carry no class loader and no naming context.
        Runnable launch = contexts.createContextualProxy((Runnable) this::launchNudged, Runnable.class);
        LongConsumer stop = contexts.createContextualProxy((LongConsumer) runs::stop, LongConsumer.class);
        Engine engine = openEngine();
        engine.runs().onNudge(() -> nudge(launch));
        engine.runs().onStop(stop);
    }

    private Engine openEngine() {
        try {
            return engines.get();
        } catch (EngineException e) {
            LOG.error("Firn cannot start: {}", e.getMessage());
            if (Boolean.getBoolean(EXIT_WHEN_REFUSED)) {
                // In a thread of its own: the server's shutdown waits for this deployment to end.
                new Thread(() -> System.exit(1), "firn-refused").start();
            }
            throw e;
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void tick() {
        runs.launch();
    }

    /** The server stops running executions by itself, when it suspends; the engine closes after this bean. */
    @PreDestroy
    void stop() {
        engines.get().runs().onNudge(() -> {});
        engines.get().runs().onStop(execution -> {});
    }

    private void nudge(Runnable launch) {
        if (nudged.compareAndSet(false, true)) {
            try {
                executor.execute(launch);
            } catch (RejectedExecutionException e) {
                LOG.debug("Nudge ignored: the server is stopping", e);
            }
        }
    }

    private void launchNudged() {
        nudged.set(false);
        runs.launch();
    }
}
