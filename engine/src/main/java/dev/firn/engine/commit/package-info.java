/** The one committer of a store and the ReadViews that it publishes. */
@NullMarked
package dev.firn.engine.commit;

import org.jspecify.annotations.NullMarked;
