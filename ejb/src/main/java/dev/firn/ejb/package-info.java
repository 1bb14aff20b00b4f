/** Session beans in front of the engine, and the timer that launches flush jobs. */
@NullMarked
package dev.firn.ejb;

import org.jspecify.annotations.NullMarked;
