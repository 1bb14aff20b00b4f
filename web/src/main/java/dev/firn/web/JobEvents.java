package dev.firn.web;

import dev.firn.ejb.JobAdmin;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunEvents;
import dev.firn.engine.run.RunQuery;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of runs as server-sent events: first the runs that are not over, then each run whenever it changes, its
 * newest state only. Ends when the client leaves or stalls, when its credentials hold no longer, when the server is told
 * to end, or with the engine.
 */
final class JobEvents implements StreamingOutput {
    static final String TYPE = "text/event-stream";

    private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);
    /** Each client holds a thread. */
    private static final int MAX_CLIENTS = 16;
    /** So often at least something is sent, and the credentials are verified again. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final RunQuery NOT_OVER = new RunQuery(
            new RunQuery.Filter(
                    Set.of(),
                    Set.of(Run.Status.QUEUED, Run.Status.RUNNING),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Long.MAX_VALUE),
            RunQuery.Sort.CREATED,
            RunQuery.Direction.ASCENDING,
            Optional.empty(),
            1000);

    private static final Semaphore CLIENTS = new Semaphore(MAX_CLIENTS);
    private static final Set<JobEvents> OPEN = ConcurrentHashMap.newKeySet();

    private final JobAdmin jobs;
    private final SignInMechanism signIn;
    private final String authorization;
    private final RunEvents.Subscription changes;
    private final AtomicBoolean closed = new AtomicBoolean();
    private Caller caller;
    private long verifiedNanos = System.nanoTime();

    private JobEvents(
            JobAdmin jobs,
            SignInMechanism signIn,
            Caller caller,
            String authorization,
            RunEvents.Subscription changes) {
        this.jobs = jobs;
        this.signIn = signIn;
        this.caller = caller;
        this.authorization = authorization;
        this.changes = changes;
    }

    /** Begins to watch; the caller closes it. */
    static JobEvents open(JobAdmin jobs, SignInMechanism signIn, Caller caller, String authorization) {
        if (!CLIENTS.tryAcquire()) {
            throw new EngineException(
                    ErrorCode.RATE_LIMIT_EXCEEDED, "Cannot watch jobs: " + MAX_CLIENTS + " others do; try again later");
        }
        boolean opened = false;
        try {
            JobEvents events = new JobEvents(jobs, signIn, caller, authorization, jobs.watch(caller));
            opened = true;
            OPEN.add(events);
            return events;
        } finally {
            if (!opened) {
                CLIENTS.release();
            }
        }
    }

    /** Lets the streams that are open end. */
    static void endAll() {
        OPEN.forEach(events -> events.changes.close());
    }

    @Override
    public void write(OutputStream client) throws IOException {
        try {
            // So that the client knows at once that it is watching.
            print(client, ": open\n\n");
            client.flush();
            for (Run run : jobs.page(caller, NOT_OVER).runs()) {
                send(client, run);
            }
            client.flush();
            while (!changes.closed()) {
                sendNext(client);
            }
        } catch (EngineException e) {
            end(client, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("A client of job events has left: {}", e.getMessage());
        } finally {
            close();
        }
    }

    private void sendNext(OutputStream client) throws IOException, InterruptedException {
        Optional<Run> changed = changes.await(HEARTBEAT);
        verifyCaller();
        if (changes.missedSome()) {
            print(client, "event: missed\ndata: {}\n\n");
        }
        if (changed.isEmpty()) {
            print(client, ": still here\n\n");
        } else if (jobs.sees(caller, changed.get())) {
            send(client, changed.get());
        }
        client.flush();
    }

    private void verifyCaller() {
        if (System.nanoTime() - verifiedNanos >= HEARTBEAT.toNanos()) {
            caller = signIn.callerNow(authorization);
            verifiedNanos = System.nanoTime();
        }
    }

    /** Says why, as no status can any more. */
    private static void end(OutputStream client, EngineException reason) throws IOException {
        print(client, "event: end\ndata: ");
        client.write(Json.document(json -> new ErrorAnswer(reason, null).writeError(json)));
        print(client, "\n\n");
    }

    private static void send(OutputStream client, Run run) throws IOException {
        print(client, "event: job\ndata: ");
        client.write(Json.document(json -> JobJson.write(json, run)));
        print(client, "\n\n");
    }

    private static void print(OutputStream client, String ascii) throws IOException {
        client.write(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            OPEN.remove(this);
            changes.close();
            CLIENTS.release();
        }
    }
}
