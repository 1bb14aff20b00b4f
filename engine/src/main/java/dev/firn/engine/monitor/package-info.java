/** What people see of tables, scopes, data files and the whole store beside rows; each shows what its caller may see. */
@NullMarked
package dev.firn.engine.monitor;

import org.jspecify.annotations.NullMarked;
