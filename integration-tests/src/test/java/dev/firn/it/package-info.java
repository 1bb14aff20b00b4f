/** Black-box tests: a server of its own process, spoken to over HTTP only. */
@NullMarked
package dev.firn.it;

import org.jspecify.annotations.NullMarked;
