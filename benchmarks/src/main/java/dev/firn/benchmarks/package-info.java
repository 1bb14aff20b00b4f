/**
 * Benchmarks of the engine in one process, each a program of its own. They measure a store that grows while they run, in
 * phases that alternate, which a JMH benchmark of one steady state cannot.
 */
@NullMarked
package dev.firn.benchmarks;

import org.jspecify.annotations.NullMarked;
