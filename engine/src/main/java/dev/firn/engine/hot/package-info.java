/** The hot store: {@link dev.firn.engine.hot.HotRowRepository} over RocksDB, with its key index and superseded set. */
@NullMarked
package dev.firn.engine.hot;

import org.jspecify.annotations.NullMarked;
