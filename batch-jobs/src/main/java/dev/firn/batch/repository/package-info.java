/** How the server reaches the database of JBeret's repository; packed as a module of the server, beside the application. */
@NullMarked
package dev.firn.batch.repository;

import org.jspecify.annotations.NullMarked;
