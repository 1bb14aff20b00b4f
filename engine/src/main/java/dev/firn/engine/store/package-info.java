/** The RocksDB handle: opening, column families, write batches, snapshots, the store's identity. */
@NullMarked
package dev.firn.engine.store;

import org.jspecify.annotations.NullMarked;
