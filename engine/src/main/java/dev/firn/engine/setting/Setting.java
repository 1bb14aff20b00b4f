package dev.firn.engine.setting;

/**
 * A setting of the server: the one place that names it, its default and what it does. The README lists the same.
 */
public enum Setting {
    DATA_DIRECTORY(
            "firn.data.directory",
            "data",
            Unit.PATH,
            "data files and the store's identity; `./firn start --data` sets it"),
    STATE_DIRECTORY(
            "firn.state.directory",
            "state",
            Unit.PATH,
            "RocksDB, the token key, the job repository, spill, spooled bodies; `./firn start --state` sets it"),
    DURABILITY(
            "firn.durability",
            "fsync",
            Unit.NONE,
            "what an acknowledgement means: `fsync` (on disk) or `process` (survives the process, not the machine);"
                    + " `GET /health` shows it"),
    FLUSH_DEFAULT_POLICY(
            "firn.flush.default-policy",
            "rows:100000,interval:3600",
            Unit.NONE,
            "flush policy of tables created without one"),
    FLUSH_NUDGE(
            "firn.flush.nudge",
            "true",
            Unit.NONE,
            "launch a flush at the threshold; `false` leaves it to the 5-second timer"),
    FLUSH_ROWS_PER_FILE("firn.flush.rows-per-file", "1000000", Unit.ROWS, "rows of one data file at most"),
    FLUSH_BUNDLE_SCOPES(
            "firn.flush.bundle-scopes",
            "64",
            Unit.USERS,
            "a flush of more users' rows than this lets users with few rows share data files"),
    FLUSH_BUNDLE_ROWS(
            "firn.flush.bundle-rows",
            "1000",
            Unit.ROWS,
            "a user with fewer rows in a flush may share a file; `0`: none does"),
    FLUSH_PARTITION_ROWS(
            "firn.flush.partition-rows",
            "50000",
            Unit.ROWS,
            "a flush of several users' rows works in another thread for so many of them"),
    JOBS_HISTORY("firn.jobs.history", "10000", Unit.RUNS, "runs that are kept; the oldest finished ones go first"),
    JOBS_THREADS(
            "firn.jobs.threads",
            "6",
            Unit.THREADS,
            "size of the server's batch thread pool; runs share it, and the partitions of a large flush"),
    JOBS_CONCURRENT(
            "firn.jobs.concurrent",
            "half of `firn.jobs.threads`",
            Unit.RUNS,
            "runs executed at a time, at most that half; one is left to flushes"),
    JOBS_ATTEMPTS("firn.jobs.attempts", "5", Unit.ATTEMPTS, "failed attempts after which a run is `failed`"),
    JOBS_HEARTBEAT(
            "firn.jobs.heartbeat-seconds",
            "20",
            Unit.SECONDS,
            "a run without progress for three times as long is stuck"),
    COMPACTION_MIN_FILES(
            "firn.compaction.min-files",
            "12",
            Unit.FILES,
            "so many neighbouring data files of a similar size are merged; of bundles a quarter of that"),
    COMPACTION_TARGET(
            "firn.compaction.target-mib",
            "128",
            Unit.MIB,
            "size that merged data files shall have; one of half of it is merged no more"),
    SCRUB_INTERVAL(
            "firn.scrub.interval-hours",
            "168",
            Unit.HOURS,
            "how long after the data files of a table were all checked the next check is due; `0` is never"),
    SCRUB_SPEED("firn.scrub.mib-per-second", "50", Unit.MIB_PER_SECOND, "how fast such a check reads"),
    BUFFER_SOFT(
            "firn.buffer.soft-mib",
            "1024",
            Unit.MIB,
            "buffered rows, of all tables, above which writers are delayed and the largest buffers flushed"),
    BUFFER_HARD("firn.buffer.hard-mib", "2048", Unit.MIB, "buffered rows that are never exceeded: writers get 429"),
    DISK_RESERVE(
            "firn.disk.reserve-mib",
            "512",
            Unit.MIB,
            "what rows leave free of the disks of data and state, for flushes; at most a tenth of the disk"),
    IMPORT_SPOOL(
            "firn.import.spool-mib",
            "1024",
            Unit.MIB,
            "what Parquet bodies take on disk while they are imported, all together"),
    RETENTION_CHECK(
            "firn.retention.check-seconds",
            "60",
            Unit.SECONDS,
            "how often rows that are older than their table's TTL are looked for"),
    STREAM_TABLE(
            "firn.stream.table-mib",
            "64",
            Unit.MIB,
            "what a STREAM table may hold before its oldest rows go; writes that would need twice as much are refused"),
    QUERY_MEMORY("firn.query.memory-mib", "512", Unit.MIB, "DuckDB's memory, outside the Java heap"),
    QUERY_SPILL("firn.query.spill-mib", "4096", Unit.MIB, "DuckDB's temporary files"),
    QUERY_THREADS("firn.query.threads", "processors", Unit.THREADS, "DuckDB's threads"),
    QUERY_TIMEOUT("firn.query.timeout-seconds", "60", Unit.SECONDS, "how long a query may run"),
    QUERY_STALL("firn.query.stall-seconds", "60", Unit.SECONDS, "how long a result may wait for its reader"),
    USERS_CREATE_TABLES(
            "firn.security.users-create-tables",
            "true",
            Unit.NONE,
            "whether role `user` may create USER and STREAM tables"),
    ADMIN_INITIAL_PASSWORD(
            "firn.admin.initial-password", "random, in a file", Unit.SECRET, "password of the first `admin`");

    private final String key;
    private final String byDefault;
    private final Unit unit;
    private final String description;

    Setting(String key, String byDefault, Unit unit, String description) {
        this.key = key;
        this.byDefault = byDefault;
        this.unit = unit;
        this.description = description;
    }

    /** What a value counts, or else what kind of text it is. */
    public enum Unit {
        NONE(""),
        ATTEMPTS("attempts"),
        FILES("files"),
        HOURS("hours"),
        MIB("MiB"),
        MIB_PER_SECOND("MiB/s"),
        ROWS("rows"),
        RUNS("runs"),
        SECONDS("seconds"),
        THREADS("threads"),
        USERS("users"),
        /** A place on the server, which is nothing for an answer. */
        PATH(""),
        /** A value that nobody is told. */
        SECRET("");

        private final String spelling;

        Unit(String spelling) {
            this.spelling = spelling;
        }

        /** Empty where values have none. */
        public String spelling() {
            return spelling;
        }
    }

    /** Its system property. */
    public String key() {
        return key;
    }

    /** The value that it has when nothing sets it, or in words what that depends on. */
    public String byDefault() {
        return byDefault;
    }

    public Unit unit() {
        return unit;
    }

    /** What it does, with code in backticks. */
    public String description() {
        return description;
    }

    /** True when its value is for nobody who asks the server. */
    public boolean isMasked() {
        return unit == Unit.PATH || unit == Unit.SECRET;
    }
}
