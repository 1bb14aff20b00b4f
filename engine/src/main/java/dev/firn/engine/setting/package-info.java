/** The settings of a server: what each is called, does and is set to, and where that stands. */
@NullMarked
package dev.firn.engine.setting;

import org.jspecify.annotations.NullMarked;
