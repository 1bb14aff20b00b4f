/** Runs of jobs: their records and attempts, which are to be launched, how they end. */
@NullMarked
package dev.firn.engine.run;

import org.jspecify.annotations.NullMarked;
