package dev.firn.engine.integrity;

import java.time.Duration;

/**
 * Settings of scrubs.
 *
 * @param interval {@code firn.scrub.interval-hours}: how long after a check of all files of a table the next is due; zero for
 *     never
 * @param mibPerSecond {@code firn.scrub.mib-per-second}: how fast a scrub reads
 */
public record ScrubSettings(Duration interval, int mibPerSecond) {}
