/** JMH benchmarks of the engine. */
@NullMarked
package dev.firn.benchmarks;

import org.jspecify.annotations.NullMarked;
