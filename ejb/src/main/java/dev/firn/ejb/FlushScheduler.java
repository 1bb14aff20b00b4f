package dev.firn.ejb;

import dev.firn.engine.Engine;
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
import jakarta.inject.Inject;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Launches due flush runs: every five seconds, and at once when the engine says that one became due. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FlushScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(FlushScheduler.class);

    @Inject
    Engine engine;

    @Inject
    FlushRuns runs;

    @Resource
    ManagedExecutorService executor;

    @Resource
    ContextService contexts;

    private final AtomicBoolean nudged = new AtomicBoolean();

    @PostConstruct
    void listen() {
        // The engine nudges from its own threads, which carry no class loader and no naming context.
        Runnable launch = contexts.createContextualProxy((Runnable) this::launchNudged, Runnable.class);
        engine.flushes().onNudge(() -> nudge(launch));
    }

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void tick() {
        runs.launch();
    }

    /** The server stops running executions by itself, when it suspends; the engine closes after this bean. */
    @PreDestroy
    void stop() {
        engine.flushes().onNudge(() -> {});
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
