package dev.firn.engine.run;

/**
 * The runs that may be executed at a time. Other jobs than flushes leave one slot free, if there are two: a long
 * compaction never keeps the buffers from being flushed.
 */
final class Slots {
    private final int all;
    private int taken;
    private int takenByOthers;

    Slots(int all) {
        this.all = all;
    }

    boolean hasFree(JobType type) {
        return taken < all && (type == JobType.FLUSH || takenByOthers < Math.max(1, all - 1));
    }

    boolean take(JobType type) {
        boolean free = hasFree(type);
        if (free) {
            count(type, 1);
        }
        return free;
    }

    /** Counts a run that is under way already. */
    void occupied(JobType type) {
        count(type, 1);
    }

    void giveBack(JobType type) {
        count(type, -1);
    }

    private void count(JobType type, int change) {
        taken += change;
        takenByOthers += type == JobType.FLUSH ? 0 : change;
    }
}
