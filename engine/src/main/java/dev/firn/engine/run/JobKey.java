package dev.firn.engine.run;

/** What one run at a time may work on: a table, or the whole store when the table id is 0, for one type of job. */
record JobKey(JobType type, int tableId) {
    static JobKey of(Run run) {
        return new JobKey(run.type(), run.tableId());
    }
}
