package dev.firn.engine.run;

import dev.firn.engine.commit.ReadView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The runs that job types say are due, each remembered from when it was first said. Used by one thread at a time. */
final class DueRuns {
    private final Map<JobType, Job> jobs;
    private final LongSupplier nanoClock;
    private final Map<JobType, Asked> asked = new EnumMap<>(JobType.class);
    private final Map<JobKey, Long> since = new HashMap<>();

    /** A job type's last answer. */
    private record Asked(long atNanos, Map<JobKey, Due> due) {}

    DueRuns(Map<JobType, Job> jobs, LongSupplier nanoClock) {
        this.jobs = jobs;
        this.nanoClock = nanoClock;
    }

    /** What is due and free to run, what is due for the longest time first. */
    List<JobKey> oldestFirst(ReadView view, Predicate<JobKey> free) {
        jobs.values().forEach(job -> ask(job, view));
        List<JobKey> keys = new ArrayList<>();
        asked.values().forEach(answer -> keys.addAll(answer.due().keySet()));
        keys.removeIf(free.negate());
        since.keySet().retainAll(keys);
        long now = nanoClock.getAsLong();
        keys.forEach(key -> since.putIfAbsent(key, now));
        keys.sort(Comparator.comparingLong(key -> since.getOrDefault(key, now) - now));
        return keys;
    }

    private void ask(Job job, ReadView view) {
        long now = nanoClock.getAsLong();
        Asked before = asked.get(job.type());
        if (before == null || now - before.atNanos() >= job.checkEvery().toNanos()) {
            Map<JobKey, Due> due = new LinkedHashMap<>();
            job.due(view).forEach(one -> due.putIfAbsent(new JobKey(job.type(), one.tableId()), one));
            asked.put(job.type(), new Asked(now, due));
        }
    }

    /** Takes what is due under a key: it is not due again before its job says so again. */
    Optional<Due> take(JobKey key) {
        since.remove(key);
        return Optional.ofNullable(asked.get(key.type()))
                .map(answer -> answer.due().remove(key));
    }
}
