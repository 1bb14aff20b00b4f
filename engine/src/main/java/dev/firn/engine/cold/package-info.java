/** The cold store: Parquet data files, their layout, intents and the manifest. */
@NullMarked
package dev.firn.engine.cold;

import org.jspecify.annotations.NullMarked;
